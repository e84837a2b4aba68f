import { open, rename, rm, stat } from 'node:fs/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { partialPath } from '../../contracts/partial-path.ts';
import { wavHeader } from '../../contracts/wav-header.ts';
import { cannotWrite } from '../../contracts/write-fault.ts';
import { removeAtExit } from '../../files/remove-at-exit.ts';

/** A named place of a take, in frames from its beginning. */
export interface Marker {
  readonly frame: number;
  readonly label: string;
}

/** A file that is written by position; `FileHandle` is one. */
export interface WritableFile {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface TakeFileOptions {
  readonly sampleRate: number;
  /** Default: a file of this computer. */
  readonly openFile?: ((path: string) => Promise<WritableFile>) | undefined;
}

/** A mono WAV file of 32-bit floats that grows while it is recorded, with markers ('cue ' and 'LIST adtl', RIFF MCI, 1991). */
export interface TakeFile {
  /** Frames on the disk. */
  readonly frames: number;
  /** Why the file ends early: the disk is full, or the file as large as a WAV file can be; undefined while all is well. */
  readonly fault: string | undefined;
  /** Appends samples, which may be reused when it resolves; nothing after a fault. Never rejects. */
  append(samples: Float32Array): Promise<void>;
  /** Writes markers and header and gives the file its name; what was written before a fault is kept. @throws NeurorackError 'cannot-write' where that fails too */
  finish(markers: readonly Marker[]): Promise<void>;
  /** Removes the file. */
  discard(): Promise<void>;
}

/** A WAV file counts its bytes by 32 bits; markers need room behind the samples. */
const MAX_BYTES = 2 ** 32 - 2 ** 22;
const MAX_MARKERS = 50_000;

/** Opens a file beside `path`, which `finish` moves there. @throws NeurorackError 'cannot-write' with the reason */
export async function openTakeFile(path: string, options: TakeFileOptions): Promise<TakeFile> {
  const { sampleRate, openFile = (name: string) => open(name, 'w') } = options;
  const found = await stat(path).catch(() => undefined);
  // The file takes the place of what is there: a device would be gone.
  if (found !== undefined && !found.isFile()) {
    throw new NeurorackError('cannot-write', `${path} is no file`, { remedy: 'name a file, such as take.wav' });
  }
  const partial = partialPath(path);
  const file = await openFile(partial).catch((error: unknown) => {
    throw cannotWrite(path, error);
  });
  const keep = removeAtExit(partial);
  const header = (frames: number): Uint8Array => wavHeader({ frames, sampleRate, format: 'float32' });
  const start = header(0).length;
  let frames = 0;
  let fault: string | undefined;
  const put = async (bytes: Uint8Array, position: number): Promise<void> => {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      if (bytesWritten === 0) throw new Error('nothing was written');
      done += bytesWritten;
    }
  };
  const discard = async (): Promise<void> => {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    keep();
  };
  const end = (): number => start + 4 * frames;
  try {
    await put(header(0), 0);
  } catch (error) {
    await discard();
    throw cannotWrite(path, error);
  }
  return {
    get frames() {
      return frames;
    },
    get fault() {
      return fault;
    },
    append: async (samples) => {
      if (fault !== undefined) return;
      if (end() + samples.byteLength > MAX_BYTES) {
        fault = `${path} is as long as a WAV file can be`;
        return;
      }
      try {
        await put(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), end());
        frames += samples.length;
      } catch (error) {
        fault = cannotWrite(path, error).message;
      }
    },
    finish: async (markers) => {
      const within = markers.filter(({ frame }) => frame < frames).slice(0, MAX_MARKERS);
      const chunks = markerChunks(within);
      // A full disk has no room for markers; the samples are worth more.
      const hasMarkers = await put(chunks, end()).then(
        () => true,
        () => false,
      );
      try {
        if (!hasMarkers) await file.truncate(end());
        await put(withSize(header(frames), hasMarkers ? chunks.length : 0), 0);
        await file.sync();
        await file.close();
        await rename(partial, path);
        keep();
      } catch (error) {
        await discard();
        throw cannotWrite(path, error);
      }
    },
    discard,
  };
}

/** A header whose RIFF chunk includes bytes behind the samples. */
function withSize(header: Uint8Array, further: number): Uint8Array {
  const view = new DataView(header.buffer);
  view.setUint32(4, view.getUint32(4, true) + further, true);
  return header;
}

const CUE_BYTES = 24;

/** The chunk of places, and the chunk of their labels. */
function markerChunks(markers: readonly Marker[]): Uint8Array {
  if (markers.length === 0) return new Uint8Array(0);
  const labels = markers.map(({ label }) => padded(label.length + 1));
  const labelBytes = labels.reduce((sum, length) => sum + 12 + length, 4);
  const bytes = new Uint8Array(12 + CUE_BYTES * markers.length + 8 + labelBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const text = (letters: string): void => {
    for (const letter of letters) bytes[at++] = letter.charCodeAt(0);
  };
  const number = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  text('cue ');
  number(4 + CUE_BYTES * markers.length);
  number(markers.length);
  for (const [n, { frame }] of markers.entries()) {
    number(n + 1);
    number(frame);
    text('data');
    number(0);
    number(0);
    number(frame);
  }
  text('LIST');
  number(labelBytes);
  text('adtl');
  for (const [n, { label }] of markers.entries()) {
    text('labl');
    number(4 + label.length + 1);
    number(n + 1);
    text(label);
    at += labels[n] - label.length;
  }
  return bytes;
}

/** Chunks of RIFF begin at even bytes. */
const padded = (length: number): number => length + (length % 2);
