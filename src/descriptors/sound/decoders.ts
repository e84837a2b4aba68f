import { NeurorackError } from '../../contracts/errors.ts';

/** Formats decoded by a library. */
export type CompressedFormat = 'FLAC' | 'MP3' | 'Ogg Vorbis' | 'Ogg Opus' | 'Ogg FLAC' | 'MP4' | 'AAC';

/** Decoded samples, one array per channel; no arrays when a call produced no samples. */
export interface DecodedBlock {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

/** A decoder fed with consecutive bytes of a file. Its methods may throw errors of any kind; `free` may be called twice. */
export interface Decoder {
  decode(bytes: Uint8Array): Promise<DecodedBlock>;
  /** Returns the remaining samples at the end of the file. */
  finish(): Promise<DecodedBlock>;
  free(): void;
}

const NAMES = { MP3: 'mp3', 'Ogg Vorbis': 'oga', 'Ogg Opus': 'opus', MP4: 'm4a', AAC: 'aac' } as const;

/**
 * Loads the decoder of a format (mpg123, libvorbis, libopus, libFLAC, FAAD2, in WebAssembly).
 *
 * @throws NeurorackError 'missing-library'
 */
export async function openDecoder(format: CompressedFormat): Promise<Decoder> {
  try {
    if (format === 'Ogg FLAC') return await openFlac();
    return format === 'FLAC' ? withZerosBehind(await openFlac()) : await openOther(NAMES[format]);
  } catch (cause) {
    throw new NeurorackError('missing-library', `the decoder of ${format} did not load`, {
      remedy: 'install the package again: npm ci',
      cause,
    });
  }
}

/** FLAC has its own package because `audio-decode` 3.12 loses the last frames of a file fed in pieces. */
async function openFlac(): Promise<Decoder> {
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
  const flac = new FLACDecoder();
  await flac.ready;
  const checked = (result: Awaited<ReturnType<typeof flac.flush>>): DecodedBlock => {
    const [error] = result.errors;
    if (error !== undefined) throw new Error(error.message);
    if (result.samplesDecoded === 0) return { channelData: [], sampleRate: result.sampleRate };
    // libFLAC's wrapper divides by the largest integer; all other readers here divide by exactly 2^(bits - 1).
    const scale = 2 ** (result.bitDepth - 1);
    const exact = (samples: Float32Array): Float32Array => samples.map((x) => Math.round(x * (scale - 1)) / scale);
    return { channelData: result.channelData.map(exact), sampleRate: result.sampleRate };
  };
  let open = true;
  return {
    decode: async (bytes) => checked(await withoutPrinting(() => flac.decode(bytes))),
    finish: async () => checked(await withoutPrinting(() => flac.flush())),
    free() {
      if (open) flac.free();
      open = false;
    },
  };
}

/** More than the longest header of a frame. */
const ZEROS = new Uint8Array(64);

/**
 * FLAC whose end is followed by zeros: the package compares the end of a frame with the header behind it, and without any loses the last frame of some
 * files. Zeros behind a frame leave its checksum 0.
 */
function withZerosBehind(flac: Decoder): Decoder {
  return {
    ...flac,
    finish: async () => {
      const before = await flac.decode(ZEROS);
      const last = await flac.finish();
      if (before.channelData.length === 0) return last;
      if (last.channelData.length === 0) return before;
      const joined = before.channelData.map((samples, n) =>
        Float32Array.of(...samples, ...(last.channelData[n] ?? [])),
      );
      return { ...last, channelData: joined };
    },
  };
}

/** Calls a function of the FLAC package, which prints each error that it also returns. It decodes before it returns its promise. */
function withoutPrinting<T>(decode: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => undefined;
  try {
    return decode();
  } finally {
    console.error = error;
  }
}

async function openOther(name: (typeof NAMES)[keyof typeof NAMES]): Promise<Decoder> {
  const { default: decode } = await import('audio-decode');
  const decoder = await decode[name]();
  return { decode: (bytes) => decoder(bytes), finish: () => decoder(), free: () => decoder.free() };
}
