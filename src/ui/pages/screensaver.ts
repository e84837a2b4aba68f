import { createCanvas, type Screen, SMALL_SCREEN } from '../canvas.ts';
import { spleen5x8 } from '../fonts/spleen-5x8.ts';

/** Time without input or a gate after which the screensaver starts, s: an OLED burns in where one picture stays. */
export const SCREENSAVER_SECONDS = 600;
/** Time between two moves of the name, s. */
const MOVE_SECONDS = 5;

/**
 * Draws the name of the instrument in a place that changes, so that over some hours all pixels are lit equally.
 *
 * @param idleSeconds time since the last turn, push, gate or message
 */
export function drawScreensaver(idleSeconds: number, screen: Screen = SMALL_SCREEN): Uint8Array {
  const { width, height } = screen;
  const canvas = createCanvas({ ...screen, font: spleen5x8 });
  const name = 'neurorack';
  const step = Math.floor(Math.max(idleSeconds, 0) / MOVE_SECONDS);
  // Steps that share no divisor with the number of places reach every place.
  const [roomX, roomY] = [width - spleen5x8.width * name.length + 1, height - spleen5x8.height + 1];
  canvas.text((step * 37) % roomX, (step * 23) % roomY, name, canvas.dim);
  return canvas.pixels;
}
