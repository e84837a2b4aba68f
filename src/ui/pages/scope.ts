import { clamp } from '../../numeric/clamp.ts';
import type { Canvas } from '../canvas.ts';
import type { DisplayPage } from '../page.ts';
import { BODY_TOP } from '../page-layout.ts';

/** Samples across the display: 23 ms at 44.1 kHz. */
const SPAN = 1024;

/** An oscilloscope of the output. */
export const scope: DisplayPage = {
  title: 'Scope',
  rows: () => [{ label: '' }],
  draw: drawScope,
};

/** A line from each pixel's lowest to its highest sample. It begins at a rising zero crossing, so that a tone is stable on the display. */
function drawScope(canvas: Canvas, output: ArrayLike<number>): void {
  const samples = Array.from(output);
  let start = Math.max(samples.length - SPAN, 0);
  while (start > 0 && !(samples[start] >= 0 && samples[start - 1] < 0)) start--;
  samples.splice(0, start);
  samples.length = Math.min(samples.length, SPAN);
  const [middle, reach] = [BODY_TOP + (canvas.height - BODY_TOP) / 2, (canvas.height - BODY_TOP) / 2 - 1];
  for (let x = 0; x < canvas.width; x++) {
    const from = Math.floor((x * samples.length) / canvas.width);
    const to = Math.max(Math.floor(((x + 1) * samples.length) / canvas.width), from + 1);
    let [low, high] = [1, -1];
    for (let n = from; n < to; n++) {
      const sample = clamp(samples[n] ?? 0, -1, 1);
      low = Math.min(low, sample);
      high = Math.max(high, sample);
    }
    canvas.fill(x, middle - high * reach, 1, Math.max((high - low) * reach, 1));
  }
}
