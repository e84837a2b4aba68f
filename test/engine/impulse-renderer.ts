import { destinationIndex } from '../../src/control/destination.ts';
import type { Renderer } from '../../src/voice/renderer.ts';

/** Writes its inputs as samples: a rising edge of gate 1 is +1, of gate 2 +2, falling edges are negative; other samples are the level. */
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
