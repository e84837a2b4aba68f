import { createRequire } from 'node:module';
import { silenceAlsaMessages } from '@neurorack/common';
import type { AudioDevice } from '@neurorack/contracts/audio-device';
import { NeurorackError } from '@neurorack/contracts/errors';

/** A device as decibri lists it (src/decibri.d.ts of 5.0 and 5.7). */
interface ListedDevice {
  readonly name: string;
  readonly id: string;
  readonly defaultSampleRate: number;
  readonly isDefault: boolean;
}

/** An open output of decibri. */
export interface Speaker {
  /** Samples that were replaced by silence because the queue was empty; decibri 5.0 does not count them. */
  readonly underrunCount?: number | undefined;
  /** Copies the bytes; resolves when they are queued. */
  writeAsync(bytes: Buffer): Promise<void>;
  drainAsync(): Promise<void>;
  stop(): void;
}

/** An open input of decibri. It starts at the first 'data' listener. */
export interface Microphone {
  /** Chunks that were dropped because the listener could not keep pace. */
  readonly overrunCount: number;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  stop(): void;
}

/** The part of decibri that is used: cpal over CoreAudio, WASAPI and ALSA, prebuilt. */
export interface Decibri {
  readonly Speaker: new (options: {
    readonly sampleRate: number;
    readonly channels: number;
    readonly dtype: 'float32';
    readonly device?: string | { readonly id: string };
  }) => Speaker;
  readonly Microphone: (new (options: {
    readonly sampleRate: number;
    readonly channels: number;
    /** The card's channel, from 0, of each channel. */
    readonly channelMap: number[];
    readonly framesPerBuffer: number;
    readonly dtype: 'float32';
    readonly device?: string | { readonly id: string };
  }) => Microphone) & { version(): { readonly binding: string } };
  outputDevices(): readonly (ListedDevice & { readonly maxOutputChannels: number })[];
  inputDevices(): readonly (ListedDevice & { readonly maxInputChannels: number })[];
}

/** @throws NeurorackError 'missing-library' with the install step */
export function loadDecibri(): Decibri {
  try {
    silenceAlsaMessages();
    return createRequire(import.meta.url)('decibri');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'sound cards need the package decibri, which does not load here', {
      remedy: 'run `npm install decibri`, or use --audio browser',
      cause,
    });
  }
}

/** The devices of decibri; one that records and plays is listed once. */
export function listDecibriDevices({ load = loadDecibri }: { readonly load?: () => Decibri } = {}): AudioDevice[] {
  const { outputDevices, inputDevices } = load();
  const inputs = inputDevices();
  const outputs = outputDevices();
  const ids = new Set([...outputs, ...inputs].map(({ id }) => id));
  return [...ids].map((id) => {
    const output = outputs.find((one) => one.id === id);
    const input = inputs.find((one) => one.id === id);
    const { name, defaultSampleRate, isDefault } = output ??
      input ?? { name: id, defaultSampleRate: 0, isDefault: false };
    return {
      sink: output === undefined ? undefined : `decibri:${name}`,
      input: input === undefined ? undefined : `decibri:${name}`,
      name,
      outputs: output?.maxOutputChannels ?? 0,
      inputs: input?.maxInputChannels ?? 0,
      rates: [defaultSampleRate],
      isDefault: output !== undefined && isDefault,
    };
  });
}
