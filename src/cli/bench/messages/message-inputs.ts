import type { MessageInput } from './message-input.ts';
import { midiPortInput } from './midi-port-input.ts';
import { oscInput } from './osc-input.ts';
import { panelMidiInput } from './panel-midi-input.ts';

/** Every input of messages that the bench measures and floods. */
export const MESSAGE_INPUTS: readonly MessageInput[] = [midiPortInput, panelMidiInput, oscInput];
