import { join } from 'node:path';
import type { Container } from 'inversify';
import type { DisplayView } from '../instrument/display-view.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { warmUpMidi } from '../instrument/midi-warm-up.ts';
import { openMidiInputs } from './midi-inputs.ts';
import { openMidiMapping } from './midi-mapping-store.ts';
import { runMidiOut } from './midi-out-loop.ts';
import { openMidiOutputs } from './midi-outputs.ts';
import { SERVICES } from './services.ts';

export interface MidiOptions {
  /** The gates and the sound that the outputs get. */
  readonly view: Pick<DisplayView, 'controls' | 'outputTap'>;
  readonly onMessage: (sentence: string) => void;
  readonly canSave: boolean;
  /** Whether the ports of the computer play; not where a performance does. */
  readonly hasPorts: boolean;
}

/** Restores the mapping of MIDI, saves what is learned, and opens the ports of the computer. Never rejects: the instrument plays without. */
export async function openMidi(
  container: Container,
  { midi }: Pick<Instrument, 'midi'>,
  { view, onMessage, canSave, hasPorts }: MidiOptions,
): Promise<{ close(): void }> {
  const fs = await container.getAsync(SERVICES.fileSystem);
  const path = join(container.get(SERVICES.stateHome), 'midi.json');
  const store = await openMidiMapping(path, { fs, onMessage, canSave });
  if (store.mapping !== undefined) midi.restore(store.mapping);
  midi.onMapping((mapping) => void store.save(mapping));
  const ports = hasPorts ? container.get(SERVICES.target).openMidiPorts?.() : undefined;
  if (ports !== undefined) warmUpMidi();
  const inputs = ports && openMidiInputs({ ports, midi, onMessage });
  const outputs = ports && openMidiOutputs({ ports, onMessage });
  const sending = outputs && runMidiOut({ outputs, midi, view });
  return {
    close: () => {
      sending?.close();
      outputs?.close();
      inputs?.close();
    },
  };
}
