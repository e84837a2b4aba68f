import { describe, expect, it } from 'vitest';
import type { EncodedSound } from '../../../src/descriptors/timbre/encoded-sound.ts';
import type { Timbre } from '../../../src/descriptors/timbre/timbre.ts';
import { COLOUR_SIZE } from '../../../src/descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../../../src/descriptors/timbre/timbre-mix.ts';
import { createTextureInput, type Texture } from '../../../src/families/sinc-nsf/texture-input.ts';

const SHA = 'a'.repeat(64);
const texture: Texture = {
  latents: 2,
  delay: 1280,
  encoder: { file: 'encoder.onnx', sha256: SHA, inputs: [], outputs: [], state: [] },
};

/** A timbre with rows (0, 0), (1, 10), (2, 20) and so on. */
function encodedTimbre(count: number, encoder = SHA): Timbre {
  const encoded: EncodedSound = {
    encoder,
    size: 2,
    rows: Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? i / 2 : (10 * (i - 1)) / 2)),
  };
  return { hz: new Float32Array(0), share: new Float32Array(0), colour: new Float32Array(COLOUR_SIZE), encoded };
}

function filled(fill: (mix: ReturnType<typeof createTimbreMix>) => void): number[] {
  const mix = createTimbreMix();
  fill(mix);
  const into = new Float32Array(4).fill(7);
  createTextureInput(texture).fill(mix, into, 1);
  return [...into];
}

describe('the latents of a texture', () => {
  it('are the row of the hop, which is the one before the frame of the mix', () => {
    const made = filled((mix) => {
      mix.clear(4);
      mix.add(encodedTimbre(8), 1);
    });
    expect(made).toEqual([7, 3, 30, 7]);
  });

  it('hold at both ends of a sound, and run straight between its rows', () => {
    for (const [place, first] of [
      [0, 0],
      [2.5, 1.5],
      [100, 7],
    ]) {
      const made = filled((mix) => {
        mix.clear(place);
        mix.add(encodedTimbre(8), 1);
      });
      expect(made.slice(1, 3)).toEqual([first, 10 * (first ?? 0)]);
    }
  });

  it('are mixed by share, and faded to the second place of a loop', () => {
    const made = filled((mix) => {
      mix.clear(5, 3, 0.25);
      mix.add(encodedTimbre(8), 0.5);
    });
    expect(made[1]).toBeCloseTo(0.5 * (0.75 * 4 + 0.25 * 2), 6);
  });

  it('are zero for a set that was not encoded, or was by the encoder of another model', () => {
    const { encoded: _, ...plain } = encodedTimbre(8);
    for (const timbre of [plain, encodedTimbre(8, 'b'.repeat(64)), undefined]) {
      const made = filled((mix) => {
        mix.clear(4);
        mix.add(timbre, 1);
      });
      expect(made).toEqual([7, 0, 0, 7]);
    }
  });
});
