import { type Command, InvalidArgumentError } from 'commander';
import type { AudioJacks } from '../contracts/audio-jacks.ts';
import { parseAudioJackMap } from '../control/audio-jack-map.ts';

/** Adds the options of a sound card whose inputs are the jacks. */
export function addCvInputOptions(command: Command): void {
  command
    .option(
      '--cv-input <device>',
      "DC-coupled input of `neurorack devices` as jacks; 'none' forgets it (docs/cv-input.md)",
    )
    .option('--cv-map <map>', 'channel of each jack (default: gate1=1,gate2=2,cv1=3,cv2=4)', parseMap)
    .option(
      '--cv-volts <volts>',
      'volts of a full-scale sample of --cv-input (default: 10, as of an ES-8)',
      parseVolts,
    );
}

function parseMap(given: string): AudioJacks['channels'] {
  const channels = parseAudioJackMap(given);
  if (channels !== undefined) return channels;
  throw new InvalidArgumentError('Give jacks with their channels, each once: gate1=1,gate2=2,cv1=3,cv2=4,cv3=5,cv4=6.');
}

function parseVolts(given: string): number {
  const volts = Number(given);
  if (volts >= 1 && volts <= 100) return volts;
  throw new InvalidArgumentError('Give volts from 1 to 100.');
}
