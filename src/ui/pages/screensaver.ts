import { createCanvas, type Screen, SMALL_SCREEN } from '../canvas.ts';
import { spleen5x8 } from '../fonts/spleen-5x8.ts';

/** An OLED that shows one picture for ever keeps it; after this long without a hand or a gate it shows almost nothing, s. */
export const SCREENSAVER_SECONDS = 600;
/** The name moves this often, s. */
const MOVE_SECONDS = 5;

/**
 * What a display shows that nobody looks at: the name, each time in another place, so that over some hours every pixel is lit alike.
 *
 * @param idleSeconds since the last turn, push, gate or message
 */
export function drawScreensaver(idleSeconds: number, screen: Screen = SMALL_SCREEN): Uint8Array {
  const { width, height } = screen;
  const canvas = createCanvas({ ...screen, font: spleen5x8 });
  const name = 'neurorack';
  const step = Math.floor(Math.max(idleSeconds, 0) / MOVE_SECONDS);
  // Steps with no common divisor with the room go through every place.
  const [roomX, roomY] = [width - spleen5x8.width * name.length + 1, height - spleen5x8.height + 1];
  canvas.text((step * 37) % roomX, (step * 23) % roomY, name, canvas.dim);
  return canvas.pixels;
}
