import { createCanvas } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';

/** An OLED that shows one picture for ever keeps it; after this long without a hand or a gate it shows almost nothing, s. */
export const SCREENSAVER_SECONDS = 600;
/** The name moves this often, s. */
const MOVE_SECONDS = 5;

/**
 * What a display shows that nobody looks at: the name, each time in another place, so that over some hours every pixel is lit alike.
 *
 * @param idleSeconds since the last turn, push or gate
 */
export function drawScreensaver(idleSeconds: number, { width, height } = { width: 128, height: 64 }): Uint8Array {
  const canvas = createCanvas({ width, height, font: spleen5x8 });
  const name = 'neurorack';
  const step = Math.floor(Math.max(idleSeconds, 0) / MOVE_SECONDS);
  // Steps with no common divisor with the room go through every place.
  const [roomX, roomY] = [width - spleen5x8.width * name.length + 1, height - spleen5x8.height + 1];
  canvas.text((step * 37) % roomX, (step * 23) % roomY, name);
  return canvas.pixels;
}
