import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoardConfig } from '@neurorack/contracts/board';
import * as z from 'zod';
import { type BusMessage, readBusLine } from '../test-bench/bus-log.ts';

const eventSchema = z.looseObject({
  us: z.number(),
  gate: z.int().optional(),
  jack: z.int().optional(),
  volts: z.number().optional(),
  isHigh: z.boolean().optional(),
  knob: z.looseObject({ kind: z.string() }).optional(),
  fault: z.string().optional(),
  isBroken: z.boolean().optional(),
  begins: z.string().optional(),
  ends: z.string().optional(),
  soundUs: z.number().optional(),
  service: z.string().optional(),
});

/** One event of a scene with its time: an edge, a voltage, the knob, a fault, begin or end. */
export type SceneEvent = z.infer<typeof eventSchema>;

/** The loopback card's other side: one channel of it, ±1. */
export interface Sound {
  readonly sampleRate: number;
  /** µs of CLOCK_MONOTONIC at the first sample. */
  readonly startUs: number;
  readonly samples: Float32Array;
}

/** The output of a scene's run. Times are µs of the guest's CLOCK_MONOTONIC. */
export interface Recording {
  readonly board: BoardConfig;
  readonly startUs: number;
  readonly endUs: number;
  readonly events: readonly SceneEvent[];
  readonly bus: readonly BusMessage[];
  readonly sound: Sound;
  /** The recording after an unplugged card returned. Its start is unknown: its times count from 0. */
  readonly soundAgain?: Sound | undefined;
  /** The service's log. */
  readonly serviceLog: string;
}

/** @throws Error when the run was not finished */
export function readRecording(folder: string): Recording {
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const lines = (name: string): string[] =>
    text(name)
      .split('\n')
      .filter((line) => line !== '');
  const events = readSceneEvents(folder);
  const begins = events.find((line) => line.begins !== undefined);
  const ends = events.find((line) => line.ends !== undefined);
  const again = join(folder, 'sound-again.wav');
  if (begins === undefined || ends === undefined) throw new Error(`the scene in ${folder} was not played to its end`);
  return {
    board: JSON.parse(text('board.json')),
    startUs: begins.us,
    endUs: ends.us,
    events,
    bus: lines('bus.jsonl').map(readBusLine),
    sound: readSound(readFileSync(join(folder, 'sound.wav')), begins.soundUs ?? Number.NaN),
    soundAgain: existsSync(again) ? readSound(readFileSync(again), 0) : undefined,
    serviceLog: text('service.log'),
  };
}

/** The events of the scene, in order of time. */
export function readSceneEvents(folder: string): SceneEvent[] {
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => eventSchema.parse(JSON.parse(line)));
}

const HEADER_BYTES = 44;

/** arecord's WAV: 32 bits, two channels alike. */
export function readSound(bytes: Buffer, startUs: number): Sound {
  const frames = Math.floor((bytes.length - HEADER_BYTES) / 8);
  const samples = new Float32Array(frames);
  for (let n = 0; n < frames; n++) samples[n] = bytes.readInt32LE(HEADER_BYTES + 8 * n) / 2 ** 31;
  return { sampleRate: bytes.readUInt32LE(24), startUs, samples };
}

/** Largest magnitude between two times. */
export function peak({ sampleRate, startUs, samples }: Sound, fromUs: number, toUs: number): number {
  const place = (us: number): number => Math.max(0, Math.round(((us - startUs) / 1e6) * sampleRate));
  let largest = 0;
  for (let n = place(fromUs); n < Math.min(place(toUs), samples.length); n++)
    largest = Math.max(largest, Math.abs(samples[n]));
  return largest;
}

/** Time of the first sample at or after `fromUs` that is louder than `threshold`; undefined when none is. */
export function onset({ sampleRate, startUs, samples }: Sound, fromUs: number, threshold: number): number | undefined {
  const first = Math.max(0, Math.round(((fromUs - startUs) / 1e6) * sampleRate));
  for (let n = first; n < samples.length; n++) {
    if (Math.abs(samples[n]) > threshold) return startUs + (n / sampleRate) * 1e6;
  }
  return undefined;
}

/** Largest difference of latency between two triggers, seconds: the accuracy of the recording's clock. */
const LAG_SECONDS = 0.1;

/** A sound from a time on. */
export interface SoundExcerpt {
  readonly sound: Sound;
  readonly us: number;
}

/**
 * Similarity of two excerpts over `seconds`: the largest normalised cross-correlation, 1 for the same sound, 0 if one is silent.
 */
export function similarity(one: SoundExcerpt, other: SoundExcerpt, seconds: number): number {
  const { sampleRate } = one.sound;
  const placeOf = ({ sound, us }: SoundExcerpt): number => Math.round(((us - sound.startUs) / 1e6) * sampleRate);
  const length = Math.round(seconds * sampleRate);
  const lags = Math.round(LAG_SECONDS * sampleRate);
  const part = Float32Array.from({ length }, (_, n) => one.sound.samples[placeOf(one) + n] ?? 0);
  const first = placeOf(other) - lags;
  const around = Float32Array.from({ length: length + 2 * lags }, (_, n) => other.sound.samples[first + n] ?? 0);
  const energy = dot(part, part);
  let most = 0;
  for (let lag = 0; lag <= 2 * lags; lag++) {
    const shifted = around.subarray(lag, lag + length);
    const scale = Math.sqrt(energy * dot(shifted, shifted));
    if (scale > 0) most = Math.max(most, dot(part, shifted) / scale);
  }
  return most;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}
