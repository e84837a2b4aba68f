import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '../../../src/app/default-settings.ts';
import { writeMappingFile } from '../../../src/control/midi/mapping-file.ts';
import { DEFAULT_MIDI_MAPPING } from '../../../src/control/midi/midi-mapping.ts';
import { createState } from '../../../src/state/state.ts';
import { GATE_DIVISION, type MidiForm, midiPlan } from '../test-bench/midi-plan.ts';
import { midiFileOf } from './midi-file.ts';

/** A set of the factory bank with steady partials. */
const TONAL_SET = 'Bell';

/** Writes the MIDI file, and the state of an instrument that plays it, into the folder `midi` of a run. */
export async function writeMidiFiles(out: string, form: MidiForm): Promise<void> {
  const home = join(out, 'midi/state');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(out, 'midi/notes.mid'), midiFileOf(midiPlan(form).notes));
  const clock = { gate1: GATE_DIVISION, gate2: null, loopWindow: null } as const;
  writeFileSync(join(home, 'midi.json'), writeMappingFile({ ...DEFAULT_MIDI_MAPPING, clock }));
  const saved = await createState({ home, defaults: DEFAULT_SETTINGS }).settings.save({
    ...DEFAULT_SETTINGS,
    setA: TONAL_SET,
    setB: TONAL_SET,
    gateMode: 'gated',
  });
  if (!saved.isDone) throw new Error(saved.message);
}
