import { GATE_MODES, type SoundSource } from '../../control/patch.ts';
import type { DisplayPage } from '../page.ts';
import { choice } from '../row-parts.ts';

const SOURCE_LABELS: Readonly<Record<SoundSource, string>> = { 'a-b': 'A and B', map: 'map' };

/** Sets A and B, whether they or the map play, and the mode of gate 1. */
export const sets: DisplayPage = {
  title: 'Sets',
  rows: ({ sets: names, patch }) => [
    choice('A', names, patch.setA, (setA) => ({ kind: 'patch', patch: { setA } })),
    choice('B', names, patch.setB, (setB) => ({ kind: 'patch', patch: { setB } })),
    choice('source', Object.values(SOURCE_LABELS), SOURCE_LABELS[patch.source], (label) => ({
      kind: 'patch',
      patch: { source: label === SOURCE_LABELS.map ? 'map' : 'a-b' },
    })),
    choice('gate 1', GATE_MODES, patch.gateMode, (gateMode) => ({ kind: 'patch', patch: { gateMode } })),
  ],
};
