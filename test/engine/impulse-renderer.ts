import { destinationIndex } from '../../src/control/destination.ts';
import type { Renderer } from '../../src/voice/renderer.ts';

/** Says what it was told, in samples: gate 1's rise is +1, gate 2's +2, falls are negative, all else is the level. */
export function createImpulseRenderer(): Renderer {
  let level = 0;
  let impulse = 0;
  return {
    sampleRate: 44_100,
    latencyFrames: 0,
    isSounding: true,
    faults: 0,
    control: (values) => {
      level = values[destinationIndex('level')];
    },
    gate: (gate, isHigh) => {
      impulse += (gate + 1) * (isHigh ? 1 : -1);
    },
    render: (into, from, to) => {
      into.fill(level, from, to);
      into[from] += impulse;
      impulse = 0;
    },
  };
}
