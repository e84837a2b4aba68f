import type { Instrument, InstrumentOptions } from '../../../instrument/instrument.ts';

/** A message that plays the instrument, whatever carries it. */
export type FloodMessage =
  /** @property velocity 1 to 127; 0 ends the note */
  | { readonly kind: 'note'; readonly note: number; readonly velocity: number }
  /** Moves a destination; @property value 0 to 127 */
  | { readonly kind: 'control'; readonly value: number };

/** An input of messages that the bench floods. The sender is a process of its own, whose load is not the instrument's. */
export interface MessageInput {
  readonly name: string;
  /** Opens the input at an instrument that plays. */
  open(bench: MessageBench): Promise<OpenMessageInput>;
  /** Connects the sender's process to the address of the open input. */
  connect(address: string): Promise<MessageSender>;
}

export interface MessageBench {
  readonly instrument: Instrument;
  readonly options: InstrumentOptions;
  readonly board: string;
}

export interface OpenMessageInput {
  readonly address: string;
  /** Messages that have arrived at the instrument. */
  received(): number;
  close(): Promise<void>;
}

export interface MessageSender {
  send(message: FloodMessage): void;
  /** Resolves once everything is sent. */
  close(): Promise<void>;
}

/** Controller of `FloodMessage`s of the kind 'control', which moves the scrub. */
export const FLOOD_CONTROLLER = 20;

/** A message as MIDI, of channel 1. */
export function midiOf(message: FloodMessage): number[] {
  if (message.kind === 'control') return [0xb0, FLOOD_CONTROLLER, message.value];
  return [message.velocity > 0 ? 0x90 : 0x80, message.note, message.velocity];
}
