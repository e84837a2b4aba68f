import { NeurorackError } from '../../contracts/errors.ts';
import { badInput } from './bad-sound.ts';

/** The longest sound that is loaded at once, in seconds (5 minutes: 53 MB at 44.1 kHz). An impact lasts 6 at most. */
export const MAX_SOUND_SECONDS = 300;

/** Which part of a sound is wanted, in frames of the file; `frames` may be more than there is. */
export interface SoundPart {
  readonly start: number;
  readonly frames: number;
}

/** The part that options ask for; throws 'usage' for a negative start or nothing wanted. */
export function toSoundPart(
  seconds: { start?: number | undefined; length?: number | undefined },
  sampleRate: number,
): SoundPart {
  const { start = 0, length } = seconds;
  if (!(start >= 0 && Number.isFinite(start)) || !(length === undefined || length > 0)) {
    throw new NeurorackError('usage', `no part of a sound starts at ${start} s and lasts ${length ?? 'to its end'}`, {
      remedy: 'give a start of 0 s or later and a length above 0 s',
    });
  }
  const frames = length === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(length * sampleRate));
  return { start: Math.round(start * sampleRate), frames };
}

/** Throws 'bad-input' when `frames`, known or counted so far, last longer than is loaded at once. */
export function checkDuration(path: string, frames: number, sampleRate: number): void {
  if (frames <= MAX_SOUND_SECONDS * sampleRate) return;
  throw badInput(
    path,
    `${Math.floor(frames / sampleRate)} s of sound or more, where ${MAX_SOUND_SECONDS} s are loaded at most`,
    `cut out a part, or measure one with neurorack describe --start <seconds> --seconds <at most ${MAX_SOUND_SECONDS}>`,
  );
}

/** Collects the wanted part of a stream of blocks as one mono signal: the mean of the channels. */
export interface MonoCollector {
  /** Takes one block, the channels one after another; throws 'bad-input' at a value that is not finite. */
  push(channels: readonly Float32Array[]): void;
  /** The file's frame that comes next. */
  readonly position: number;
  /** Nothing more is wanted. */
  readonly isFull: boolean;
  samples(): Float32Array;
}

/** The first block begins at frame `at` of the file. The collector refuses to hold more than `LONGEST_SECONDS`. */
export function createMonoCollector(path: string, part: SoundPart, sampleRate: number, at = 0): MonoCollector {
  const blocks: Float32Array[] = [];
  let position = at;
  let kept = 0;
  return {
    get position() {
      return position;
    },
    get isFull() {
      return kept >= part.frames;
    },
    push(channels) {
      const length = channels[0]?.length ?? 0;
      const from = Math.max(0, part.start - position);
      const to = Math.min(length, part.start + part.frames - position);
      if (from < to) {
        const block = mean(channels, from, to);
        const odd = block.findIndex((x) => !Number.isFinite(x));
        if (odd >= 0) throw notFinite(path, position + from + odd, block[odd], sampleRate);
        blocks.push(block);
        kept += block.length;
        checkDuration(path, kept, sampleRate);
      }
      position += length;
    },
    samples() {
      const whole = new Float32Array(kept);
      let filled = 0;
      for (const block of blocks) {
        whole.set(block, filled);
        filled += block.length;
      }
      return whole;
    },
  };
}

function mean(channels: readonly Float32Array[], from: number, to: number): Float32Array {
  if (channels.length === 1) return channels[0].slice(from, to);
  const block = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i];
    block[i - from] = sum / channels.length;
  }
  return block;
}

function notFinite(path: string, frame: number, value: number, sampleRate: number): NeurorackError {
  const what = Number.isNaN(value) ? 'not a number' : 'infinite';
  const when = (frame / sampleRate).toFixed(4);
  return badInput(
    path,
    `sample ${frame} (at ${when} s) is ${what}`,
    'repair the sound, or export it again as 24-bit integers',
  );
}
