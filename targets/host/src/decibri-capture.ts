import type { AudioCapture } from '@neurorack/common';
import { NeurorackError } from '@neurorack/contracts/errors';
import { type Decibri, loadDecibri } from './decibri.ts';

/** Rate that is asked for, Hz; decibri resamples a card that has another one. */
const SAMPLE_RATE = 48_000;
/** The shortest chunk of decibri 5: 1.3 ms, by which an edge arrives late. */
const CHUNK_FRAMES = 64;
/** The control thread may pause for 170 ms before samples are lost. */
const RING_FRAMES = 8192;
const MAX_FRAMES = 256;
/** The first version whose inputs have more than one channel, and a map of them: 5.6 (its CHANGELOG.md). */
const FIRST_VERSION = [5, 6] as const;
/** Codes of decibri for channels that a card does not have. */
const CHANNEL_CODES = ['MICROPHONE_CHANNELS_UNSUPPORTED', 'CHANNEL_MAP_OUT_OF_RANGE', 'CHANNEL_SELECTION_AMBIGUOUS'];

/**
 * Records from a sound card of macOS, Windows or Linux by (part of) its name, '' for the default one, without waiting: chunks arrive on the
 * thread's event loop, and `read` takes them from a ring.
 *
 * Evidence: a fake of decibri's module, and decibri 5.7 over libasound's file plug-in (tests); no sound card yet, on no system.
 *
 * @param channels number of channels that are needed, from the card's first one on
 * @throws NeurorackError 'missing-device', 'missing-library'; `read` 'unsupported' for a card with fewer channels, 'device-fault'
 */
export function openDecibriCapture(
  device: string,
  channels: number,
  { load = loadDecibri }: { readonly load?: () => Decibri } = {},
): AudioCapture {
  const { Microphone, inputDevices } = load();
  requireVersion(Microphone.version().binding);
  try {
    const microphone = new Microphone({
      sampleRate: SAMPLE_RATE,
      channels,
      channelMap: Array.from({ length: channels }, (_, channel) => channel),
      framesPerBuffer: CHUNK_FRAMES,
      dtype: 'float32',
      ...(device !== '' && { device }),
    });
    return new DecibriCapture(microphone, { name: `decibri:${device}`, channels });
  } catch (cause) {
    const names = inputDevices().map(({ name }) => `'${name}'`);
    throw new NeurorackError('missing-device', `the input decibri:${device} does not open: ${messageOf(cause)}`, {
      remedy: names.length === 0 ? 'connect an interface' : `choose one of ${names.join(', ')}`,
      cause,
    });
  }
}

/** @throws NeurorackError 'missing-library' for a version without channels */
function requireVersion(version: string): void {
  const [major, minor] = version.split('.').map(Number);
  if (major > FIRST_VERSION[0] || (major === FIRST_VERSION[0] && minor >= FIRST_VERSION[1])) return;
  throw new NeurorackError('missing-library', `decibri ${version} mixes the inputs of a sound card into one`, {
    remedy: `run \`npm install decibri@${FIRST_VERSION.join('.')}\` or newer`,
  });
}

class DecibriCapture implements AudioCapture {
  readonly sampleRate = SAMPLE_RATE;
  readonly maxFrames = MAX_FRAMES;
  readonly channels: number;
  readonly #name: string;
  readonly #microphone: InstanceType<Decibri['Microphone']>;
  readonly #ring: Float32Array;
  /** Samples written and read so far, all channels. */
  #written = 0;
  #taken = 0;
  #overruns = 0;
  #hasGap = false;
  #fault: unknown;
  #isClosed = false;

  constructor(microphone: InstanceType<Decibri['Microphone']>, { name, channels }: { name: string; channels: number }) {
    this.channels = channels;
    this.#name = name;
    this.#microphone = microphone;
    this.#ring = new Float32Array(channels * RING_FRAMES);
    microphone.on('error', (error) => {
      this.#fault ??= error;
    });
    microphone.on('end', () => {
      this.#fault ??= new Error('the stream has ended');
    });
    microphone.on('data', (chunk) => this.#receive(chunk));
  }

  read(into: Float32Array): number {
    if (this.#fault !== undefined && this.#written === this.#taken) throw this.#faultOf(this.#fault);
    const count = Math.min(this.#written - this.#taken, this.channels * MAX_FRAMES);
    const { length } = this.#ring;
    for (let n = 0; n < count; n++) into[n] = this.#ring[(this.#taken + n) % length];
    this.#taken += count;
    return count / this.channels;
  }

  takeGap(): boolean {
    const { overrunCount } = this.#microphone;
    const hadGap = this.#hasGap || overrunCount > this.#overruns;
    this.#overruns = overrunCount;
    this.#hasGap = false;
    return hadGap;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#microphone.stop();
  }

  #receive(chunk: Buffer): void {
    const { length } = this.#ring;
    const count = chunk.length >> 2;
    for (let n = 0; n < count; n++) this.#ring[(this.#written + n) % length] = chunk.readFloatLE(4 * n);
    this.#written += count;
    if (this.#written - this.#taken <= length) return;
    // The oldest samples are lost: whole frames, since a ring holds whole frames.
    this.#taken = this.#written - length;
    this.#hasGap = true;
  }

  #faultOf(cause: unknown): NeurorackError {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (CHANNEL_CODES.includes(code)) {
      return new NeurorackError('unsupported', `the input ${this.#name} has no ${this.channels} channels`, {
        remedy: 'correct --cv-map; `neurorack devices` lists the inputs of each card',
        cause,
      });
    }
    const [kind, fault] =
      this.#written === 0 ? (['missing-device', 'does not open'] as const) : (['device-fault', 'is gone'] as const);
    return new NeurorackError(kind, `the input ${this.#name} ${fault}: ${messageOf(cause)}`, {
      remedy: 'connect it: it is tried every three seconds',
      cause,
    });
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
