import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import { crossoverLatency } from '../../../src/families/sinc-nsf/crossover.ts';
import { createNoiseLoops } from '../../../src/families/sinc-nsf/noise-loops.ts';
import { createSincNsfSynthesis } from '../../../src/families/sinc-nsf/sinc-nsf.ts';
import { distance, HOP, MODAL_OUTPUTS, MODAL_PARAMETERS, readFloats, rms, TIMING } from './test-model.ts';

const folder = fileURLToPath(new URL('../../golden/synth/', import.meta.url));
const golden = JSON.parse(readFileSync(`${folder}case.json`, 'utf8'));

describe('the synthesis and its differentiable copy in the training', () => {
  it(`agree to 1e-3 of full scale on random network outputs (${golden.made})`, () => {
    const { frames, seed, files, modes } = golden;
    const [y, f0, level, audio] = [files.y, files.f0, files.level, files.audio].map((name) =>
      readFloats(folder + name),
    );
    expect([y.length, f0.length, level.length, audio.length]).toEqual([
      frames * MODAL_OUTPUTS,
      frames + 1,
      frames * 8,
      frames * HOP,
    ]);
    const loops = createNoiseLoops({ bands: MODAL_PARAMETERS.noiseBands, sampleRate: TIMING.sampleRate, guard: HOP });
    const synthesis = createSincNsfSynthesis(MODAL_PARAMETERS, loops, TIMING);
    synthesis.reset(seed);
    const mix = createTimbreMix();
    const colour = new Float32Array(COLOUR_SIZE);
    mix.add({ hz: Float32Array.from(modes.hz), share: Float32Array.from(modes.share), colour }, 1);
    const out = new Float32Array(frames * HOP);
    const [subframes, outputs, length] = [8, MODAL_OUTPUTS / 8, HOP / 8];
    for (let n = 0; n < frames * subframes; n++) {
      const k = Math.floor(n / subframes);
      const f0At = (j: number): number => f0[k] + ((f0[k + 1] - f0[k]) * j) / subframes;
      if (n % subframes === 0) synthesis.setTimbre(mix);
      synthesis.render(
        y.subarray(n * outputs, (n + 1) * outputs),
        Float64Array.of(level[n], f0At(n % subframes), f0At((n % subframes) + 1), 1),
        out.subarray(n * length, (n + 1) * length),
      );
    }
    expect(rms(audio)).toBeGreaterThan(0.05);
    // The last golden samples are still in the filter.
    const late = crossoverLatency(MODAL_PARAMETERS);
    expect(distance(out.subarray(late), audio.subarray(0, audio.length - late))).toBeLessThan(1e-3);
  });
});
