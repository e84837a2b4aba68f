import { useState } from 'preact/hooks';
import { DESTINATIONS } from '../../../control/destination.ts';
import { JACKS } from '../../../control/jacks.ts';
import type { LearnTarget } from '../../../control/midi/midi-mapping.ts';
import type { PanelAction, PanelMidi } from '../../protocol.ts';
import { Choice } from '../choice.tsx';
import { labelOf } from './midi-card.tsx';

/** The targets that learn, by label: the knobs, the offsets of them, the jacks, gate 2. */
function targets(hasJacks: boolean): ReadonlyMap<string, LearnTarget> {
  const all: readonly LearnTarget[] = [
    ...DESTINATIONS.map((destination) => ({ kind: 'base' as const, destination })),
    ...DESTINATIONS.map((destination) => ({ kind: 'destination' as const, destination })),
    ...(hasJacks ? [] : JACKS.map((jack) => ({ kind: 'cv' as const, jack }))),
    { kind: 'gate2' },
  ];
  return new Map(all.map((target) => [labelOf(target), target]));
}

/** Chooses a target, and learns the controller or the note that moves next. */
export function MidiLearnRow(props: {
  learning: PanelMidi['learning'];
  hasJacks: boolean;
  send: (action: PanelAction) => void;
}) {
  const { learning, hasJacks, send } = props;
  const all = targets(hasJacks);
  const [chosen, setChosen] = useState(() => [...all.keys()][0]);
  const learn = (target: LearnTarget | null): void => send({ type: 'midi-learn', target });
  if (learning !== null) {
    return (
      <div class="with-button">
        <span role="status">
          {learning.kind === 'gate2' ? 'Play a note' : 'Move a controller'} for {labelOf(learning)}
        </span>
        <button type="button" class="plain" onClick={() => learn(null)}>
          Cancel
        </button>
      </div>
    );
  }
  return (
    <div class="with-button">
      <Choice
        label="Learn"
        value={chosen}
        options={[...all.keys()].map((label) => [label, label])}
        onChoose={setChosen}
      />
      <button type="button" class="plain" onClick={() => learn(all.get(chosen) ?? null)}>
        Learn
      </button>
    </div>
  );
}
