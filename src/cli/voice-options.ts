import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_VOICES, VOICE_MODES } from '../control/voices.ts';

/** Adds the options of voices to a command that plays. */
export function addVoiceOptions(command: Command): void {
  command
    .option(
      '--voices <number>',
      `sounds that play at a time, 1 to ${MAX_VOICES}; more than 1 is --voice-mode poly, where none is named`,
      parseVoices,
    )
    .addOption(
      new Option(
        '--voice-mode <mode>',
        'mono: one sound; poly: each MIDI note has a voice; alternate: rises of gate 1 take the voices in turn as well',
      ).choices(VOICE_MODES),
    );
}

function parseVoices(given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= MAX_VOICES) return value;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${MAX_VOICES}.`);
}
