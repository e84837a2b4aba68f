import { type FileHandle, open } from 'node:fs/promises';
import { NeurorackError } from '../contracts/errors.ts';
import { isUndecodedName, reasonOf } from '../files/file-fault.ts';
import { refuseSpecialFile } from '../files/special-file.ts';
import { badFile, badInput } from './sound/bad-sound.ts';
import { type Cancellation, createChannelMeter } from './sound/channel-meter.ts';
import { readFlacInfo } from './sound/compressed-header.ts';
import { decodeStream } from './sound/decode-stream.ts';
import { checkDuration, type Mixing, toSoundPart } from './sound/mono.ts';
import { isPcm, openPcm } from './sound/open-pcm.ts';
import type { PcmLayout } from './sound/pcm.ts';
import { type PcmFormat, probe, type StreamFormat } from './sound/probe.ts';
import type { DecodedSound } from './sound/read-compressed.ts';
import { readPcm } from './sound/read-pcm.ts';
import { resample } from './sound/resample.ts';
import { type SoundBytes, soundBytesOf } from './sound/sound-bytes.ts';
import { createSoundWarnings, type RecordingFault } from './sound/sound-warnings.ts';

/** Level of a mean of channels below one of them, dB, from which nothing is left but rounding to 16 bits. */
const SILENT_DB = 90;

/** Clipped samples in a sound from which there is a warning: 0.2 ms. */
const MIN_CLIPPED = 10;

/** The sample rate of every loaded sound, in Hz. */
export const SAMPLE_RATE = 44_100;

/** A sound in memory: mono, 44 100 Hz, finite, nominally -1 ... 1. */
export interface Sound {
  readonly samples: Float32Array;
  readonly sampleRate: typeof SAMPLE_RATE;
  readonly source: {
    readonly path: string;
    readonly format: string;
    readonly sampleRate: number;
    readonly channels: number;
  };
  /** Faults of file and recording that did not prevent it from being read, each a clause about it ('its header ...'). */
  readonly warnings: readonly string[];
}

/** The part of the sound to load. Default: all of it. */
export interface LoadOptions {
  readonly startSeconds?: number | undefined;
  readonly seconds?: number | undefined;
  /** Refuses a file instead of warning about it. */
  readonly strict?: boolean | undefined;
  /** Called with the share done, 0-1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Loads a sound file as the mean of its channels, resampled to 44 100 Hz: the formats of docs/descriptors.md. The format is
 * recognised by the content. Channels that cancel each other are replaced by the loudest one, with a warning. A sound longer than `MAX_SOUND_SECONDS` is refused before decoding where the header states its
 * length, otherwise as soon as it exceeds the limit.
 *
 * @throws NeurorackError 'bad-file' (missing, a directory, empty, not a sound, in a coding that is not read, broken; with
 * `strict`, truncated or of unstated length), 'bad-input' (no samples, not finite, too long, start past the end; with `strict`,
 * clipped or with channels that cancel each other), 'usage' (an impossible part), 'missing-library'
 */
export async function loadSound(path: string, options: LoadOptions = {}): Promise<Sound> {
  const file = await openFile(path);
  const warnings = createSoundWarnings(path, options);
  try {
    const bytes = await soundBytesOf(file, path, warnings.file);
    const meter = createChannelMeter();
    const mean = await decodeFile(bytes, options, { meter });
    const cancellation = meter.cancellation();
    if (cancellation !== undefined) warnings.recording(cancellationFault(cancellation));
    const clipped = meter.clipping();
    if (clipped.samples >= MIN_CLIPPED) warnings.recording(clippingFault(clipped));
    const { format, samples, sampleRate, channels } =
      cancellation === undefined ? mean : await decodeFile(bytes, options, { channel: cancellation.loudest });
    if (samples.length === 0) {
      const { startSeconds = 0 } = options;
      const fault = startSeconds > 0 ? `the sound ends before ${startSeconds} s` : 'the sound has no samples';
      throw badInput(path, fault, startSeconds > 0 ? 'give an earlier --start' : 'record or export it again');
    }
    return {
      samples: await resample(samples, sampleRate, SAMPLE_RATE, options.onProgress),
      sampleRate: SAMPLE_RATE,
      source: { path, format, sampleRate, channels },
      warnings: warnings.texts,
    };
  } finally {
    await file.close();
  }
}

/**
 * Refuses a sound whose header states a length above the limit. Only the beginning of the file has to be present, so an upload can
 * be refused early. A length that the header does not state is checked by `loadSound`.
 *
 * @throws NeurorackError 'bad-input' with the length
 */
export async function checkHeaderDuration(path: string): Promise<void> {
  const file = await openFile(path);
  try {
    const { format, layout, bytes } = await openContent(await soundBytesOf(file, path));
    if (layout !== undefined) {
      checkDuration(path, layout.statedFrames ?? layout.frames, layout.sampleRate);
    } else if (format === 'FLAC') {
      const { frames, sampleRate } = readFlacInfo(await bytes.read(0, 42), path);
      checkDuration(path, frames, sampleRate);
    }
  } catch (cause) {
    if (cause instanceof NeurorackError && cause.kind === 'bad-input') throw cause;
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined;
  await refuseSpecialFile(path);
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    if (stats.isDirectory()) throw badFile(path, 'this is a directory', 'name a sound file in it');
    if (!stats.isFile()) throw badFile(path, 'this is not a regular file', 'write the sound to a file and name that');
    if (stats.size === 0) throw badFile(path, 'the file is empty', 'record, export or download it again');
    return file;
  } catch (cause) {
    await file?.close();
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    if (cause.code === 'ENOENT' && !isUndecodedName(path)) {
      throw badFile(path, 'there is no such file', 'check the path', cause);
    }
    const isDenied = cause.code === 'EACCES' || cause.code === 'EPERM';
    const remedy = isDenied ? 'check its permissions' : 'check its name and links';
    throw badFile(path, `the file cannot be read: ${reasonOf(cause)}`, remedy, cause);
  }
}

async function decodeFile(
  file: SoundBytes,
  options: LoadOptions,
  mixing: Mixing,
): Promise<DecodedSound & { format: string }> {
  const requested = { start: options.startSeconds, length: options.seconds, ...mixing };
  const { format, layout, bytes } = await openContent(file);
  if (layout !== undefined) {
    checkRate(file.path, layout);
    const part = { ...toSoundPart(requested, layout.sampleRate), ...mixing };
    const samples = await readPcm(bytes, layout, part, options.onProgress);
    return { format, samples, sampleRate: layout.sampleRate, channels: layout.channels };
  }
  const decoded = await decodeStream(format, bytes, requested, options.onProgress);
  checkRate(file.path, decoded);
  return decoded;
}

type SoundContent =
  | { readonly format: PcmFormat; readonly layout: PcmLayout; readonly bytes: SoundBytes }
  | { readonly format: StreamFormat; readonly layout?: undefined; readonly bytes: SoundBytes };

/** Recognises a file and reads its header if it is a container of samples; a stream inside one counts as a stream. */
async function openContent(file: SoundBytes): Promise<SoundContent> {
  const { format, bytes } = await probe(file);
  if (!isPcm(format)) return { format, bytes };
  const content = await openPcm(format, bytes);
  return 'stream' in content ? { format: content.stream, bytes: content.bytes } : { format, layout: content, bytes };
}

function checkRate(path: string, { sampleRate, channels }: Pick<PcmLayout, 'sampleRate' | 'channels'>): void {
  if (channels >= 1 && sampleRate >= 1000 && sampleRate <= 768_000) return;
  const fault = `its header says ${channels} channels at ${sampleRate} Hz`;
  throw badFile(path, fault, 'export it again with one channel or more at 1 kHz to 768 kHz');
}

function cancellationFault({ loudest, channels, meanDb }: Cancellation): RecordingFault {
  const name = channels === 2 ? `the ${loudest === 0 ? 'left' : 'right'} channel` : `channel ${loudest + 1}`;
  const level = meanDb > -SILENT_DB ? `${(-meanDb).toFixed(0)} dB below ${name}` : 'silent';
  return {
    fault: `its channels cancel each other: their mean is ${level}`,
    measure: `${name} alone is used`,
    remedy: 'invert one channel, or export the sound as mono',
  };
}

function clippingFault({ samples, runs }: { readonly samples: number; readonly runs: number }): RecordingFault {
  const places = runs === 1 ? 'one place' : `${runs} places`;
  return {
    fault: `it is clipped: ${samples} samples at full scale in ${places}`,
    remedy: 'record or export it with less gain',
  };
}
