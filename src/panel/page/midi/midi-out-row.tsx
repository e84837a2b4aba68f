import { Choice } from '../choice.tsx';
import { type Midi, nameOf } from './use-midi.ts';

const NOWHERE = 'nowhere';

/** Chooses the output of the browser that gets gates and clock. */
export function MidiOutRow({ midi: { outputs, output, chooseOutput } }: { midi: Midi }) {
  if (outputs.length === 0) return null;
  return (
    <Choice
      label="Send MIDI to"
      value={output === undefined ? NOWHERE : nameOf(output)}
      options={[NOWHERE, ...new Set(outputs.map(nameOf))].map((name) => [name, name])}
      onChoose={(name) => chooseOutput(name === NOWHERE ? undefined : name)}
    />
  );
}
