import { GATE_MODES, type SoundSource } from '../../control/patch.ts';
import { DEFAULT_VOICES, VOICE_MODES, type VoiceSettings } from '../../control/voices.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { DisplayPage, Row, UiEffect } from '../page.ts';
import { choice } from '../row-parts.ts';

const SOURCE_LABELS: Readonly<Record<SoundSource, string>> = { 'a-b': 'A and B', map: 'map' };

/** Sets A and B, whether they or the map play, the mode of gate 1, and how many sounds play at a time. */
export const sets: DisplayPage = {
  title: 'Sets',
  rows: ({ sets: names, patch, maxVoices }) => [
    choice('A', names, patch.setA, (setA) => ({ kind: 'patch', patch: { setA } })),
    choice('B', names, patch.setB, (setB) => ({ kind: 'patch', patch: { setB } })),
    choice('source', Object.values(SOURCE_LABELS), SOURCE_LABELS[patch.source], (label) => ({
      kind: 'patch',
      patch: { source: label === SOURCE_LABELS.map ? 'map' : 'a-b' },
    })),
    choice('gate 1', GATE_MODES, patch.gateMode, (gateMode) => ({ kind: 'patch', patch: { gateMode } })),
    ...voiceRows(patch.voices ?? DEFAULT_VOICES, maxVoices),
  ],
};

function voiceRows(voices: VoiceSettings, max: number): readonly Row[] {
  const { mode, count } = voices;
  const effect = (changed: Partial<VoiceSettings>): UiEffect => ({
    kind: 'patch',
    patch: { voices: { ...voices, ...changed } },
  });
  const modes = choice('voices', VOICE_MODES, mode, (next) => effect({ mode: next }));
  if (mode === 'mono') return [modes];
  const played = Math.min(count, max);
  const number: Row = {
    label: 'number',
    value: `${played}`,
    turn: (steps) => effect({ count: clamp(played + steps, 1, max) }),
  };
  return [modes, number];
}
