import { NeurorackError } from '../../contracts/errors.ts';
import { badInput } from './bad-sound.ts';
import type { ChannelMeter } from './channel-meter.ts';

/** Longest sound that is loaded at once, seconds (5 minutes: 53 MB at 44.1 kHz). An impact lasts 6 s at most. */
export const MAX_SOUND_SECONDS = 300;

/** A requested part of a sound, in frames of the file; it may extend past the end. */
export interface SoundPart {
  readonly start: number;
  readonly frames: number;
}

/** How channels become one signal. */
export interface Mixing {
  /** The only channel that is taken, from 0; absent: the mean of all. */
  readonly channel?: number | undefined;
  readonly meter?: ChannelMeter | undefined;
}

/**
 * Converts a start and length in seconds to frames.
 *
 * @throws NeurorackError 'usage' for a negative start or an empty part
 */
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

/**
 * Checks a length, known or counted so far, against `MAX_SOUND_SECONDS`.
 *
 * @throws NeurorackError 'bad-input' when it is longer
 */
export function checkDuration(path: string, frames: number, sampleRate: number): void {
  if (frames <= MAX_SOUND_SECONDS * sampleRate) return;
  throw badInput(
    path,
    `${Math.floor(frames / sampleRate)} s of sound or more, where ${MAX_SOUND_SECONDS} s are loaded at most`,
    `cut out a part, or measure one with neurorack describe --start <seconds> --seconds <at most ${MAX_SOUND_SECONDS}>`,
  );
}

/** Collects the requested part of a stream of blocks as one mono signal: the mean of the channels, or one of them. */
export interface MonoCollector {
  /**
   * Appends one block, one array per channel.
   *
   * @throws NeurorackError 'bad-input' for a value that is not finite, or when the sound becomes too long
   */
  push(channels: readonly Float32Array[]): void;
  /** Frame of the file that the next block starts at. */
  readonly position: number;
  /** Whether the requested part is complete. */
  readonly isFull: boolean;
  samples(): Float32Array;
}

/** Creates a collector whose first block starts at frame `at` of the file. It holds at most `MAX_SOUND_SECONDS`. */
export function createMonoCollector(path: string, part: SoundPart & Mixing, sampleRate: number, at = 0): MonoCollector {
  const blocks: Float32Array[] = [];
  let position = at;
  let collected = 0;
  return {
    get position() {
      return position;
    },
    get isFull() {
      return collected >= part.frames;
    },
    push(channels) {
      const length = channels[0]?.length ?? 0;
      const from = Math.max(0, part.start - position);
      const to = Math.min(length, part.start + part.frames - position);
      if (from < to) {
        const block = mix(channels, part.channel, from, to);
        const badIndex = block.findIndex((x) => !Number.isFinite(x));
        if (badIndex >= 0) throw notFinite(path, position + from + badIndex, block[badIndex], sampleRate);
        part.meter?.push(channels, block, from, to);
        blocks.push(block);
        collected += block.length;
        checkDuration(path, collected, sampleRate);
      }
      position += length;
    },
    samples() {
      const whole = new Float32Array(collected);
      let filled = 0;
      for (const block of blocks) {
        whole.set(block, filled);
        filled += block.length;
      }
      return whole;
    },
  };
}

function mix(channels: readonly Float32Array[], only: number | undefined, from: number, to: number): Float32Array {
  if (channels.length === 1) return channels[0].slice(from, to);
  if (only !== undefined) return channels[Math.min(only, channels.length - 1)].slice(from, to);
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
