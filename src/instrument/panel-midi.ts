import { withoutControl } from '../control/midi/midi-learn.ts';
import type { PanelAction, PanelMidi } from '../panel/protocol.ts';
import type { MidiController } from './midi-controller.ts';

type MidiAction = Extract<PanelAction, { type: 'midi' | 'midi-release' | 'midi-learn' | 'midi-panic' | 'midi-forget' }>;

/** MIDI as a message to the panel. */
export function panelMidi({ clock, counts, learning, mapping }: MidiController): PanelMidi {
  return {
    type: 'midi',
    bpm: clock.bpm === undefined ? null : Math.round(10 * clock.bpm) / 10,
    isRunning: clock.isRunning,
    learning: learning ?? null,
    messages: counts.messages,
    ignoredBytes: counts.ignoredBytes,
    mapping,
  };
}

export function isMidiAction(action: PanelAction): action is MidiAction {
  return action.type === 'midi' || action.type.startsWith('midi-');
}

/** Carries out an action of MIDI. */
export function dispatchMidi(midi: MidiController, action: MidiAction): void {
  switch (action.type) {
    case 'midi':
      for (const { bytes, timeMs } of action.messages) midi.receive(action.port, bytes, timeMs);
      return;
    case 'midi-release':
      midi.releasePort(action.port);
      return;
    case 'midi-learn':
      midi.learn(action.target ?? undefined);
      return;
    case 'midi-panic':
      midi.panic();
      return;
    case 'midi-forget':
      midi.use(withoutControl(midi.mapping, action));
  }
}
