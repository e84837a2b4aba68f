import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import { DESTINATIONS, defaultValues, destinationIndex } from '../../src/control/destination.ts';
import type { Renderer } from '../../src/voice/renderer.ts';
import { OUTPUTS } from '../families/sinc-nsf/test-model.ts';

/** One partial and nothing else: any step beyond the sine's own slope is a click. */
export const pure: NetworkFunction = ({ outputs }) => {
  const per = OUTPUTS / 8;
  outputs.get('y')?.forEach((_, i, y) => {
    y[i] = i % per === 0 ? 4 : i % per === per - 1 ? 10 : -40;
  });
};

/** The renderer's next samples, `block` at a time. */
export async function play(renderer: Renderer, samples: number, block = 256): Promise<Float32Array> {
  const into = new Float32Array(samples);
  for (let at = 0; at < samples; at += block) await renderer.render(into, at, Math.min(at + block, samples));
  return into;
}

/** Sets all destinations to their defaults but those given. */
export function set(renderer: Renderer, given: Partial<Record<(typeof DESTINATIONS)[number], number>>): void {
  const values = defaultValues();
  for (const name of DESTINATIONS) values[destinationIndex(name)] = given[name] ?? values[destinationIndex(name)];
  renderer.control(values);
}

/** The largest step from one sample to the next. */
export const steepest = (samples: Float32Array): number =>
  samples.reduce((largest, x, n) => Math.max(largest, Math.abs(x - (samples[n - 1] ?? x))), 0);

export const join = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));

export const loudest = (samples: Float32Array): number =>
  samples.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
