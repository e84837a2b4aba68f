import { wavHeader } from '../../contracts/wav-header.ts';
import { cannotWrite } from '../../contracts/write-fault.ts';
import { type OpenFile, PartialFile } from './partial-file.ts';
import { type Marker, markerChunks } from './take-markers.ts';

export interface TakeFileOptions {
  readonly sampleRate: number;
  /** Default: a file of this computer. */
  readonly openFile?: OpenFile | undefined;
}

/** A mono WAV file of 32-bit floats that grows while it is recorded, with markers. */
export interface TakeFile {
  /** Frames on the disk. */
  readonly frames: number;
  /** Why the file ends early: the disk is full, or the file as large as a WAV file can be; undefined while all is well. */
  readonly fault: string | undefined;
  /** Appends samples, which may be reused when it resolves; nothing after a fault. Never rejects. */
  append(samples: Float32Array): Promise<void>;
  /** Writes markers and header and gives the file its name; what was written before a fault is kept. @throws NeurorackError 'cannot-write' where that fails too */
  finish(markers: readonly Marker[]): Promise<void>;
}

/** A WAV file counts its bytes by 32 bits; markers need room behind the samples. */
const MAX_BYTES = 2 ** 32 - 2 ** 22;
export const MAX_MARKERS = 50_000;

/** Opens a file beside `path`, which `finish` moves there. @throws NeurorackError 'cannot-write' with the reason */
export async function openTakeFile(path: string, { sampleRate, openFile }: TakeFileOptions): Promise<TakeFile> {
  const file = await PartialFile.open(path, openFile);
  const header = (frames: number): Uint8Array => wavHeader({ frames, sampleRate, format: 'float32' });
  let frames = 0;
  /** Frames at which the file was last looked for in its folder. */
  let checked = 0;
  let fault: string | undefined;
  try {
    await file.append(header(0));
  } catch (error) {
    await file.discard();
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
      if (file.length + samples.byteLength > MAX_BYTES) {
        fault = `${path} is as long as a WAV file can be`;
        return;
      }
      try {
        if (frames - checked >= sampleRate) {
          checked = frames;
          await file.restoreName();
        }
        await file.append(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
        frames += samples.length;
      } catch (error) {
        fault = cannotWrite(path, error).message;
      }
    },
    finish: async (markers) => {
      const chunks = markerChunks(markers.filter(({ frame }) => frame < frames).slice(0, MAX_MARKERS));
      // A full disk has no room for markers; the samples are worth more.
      const hasMarkers = await file.append(chunks).then(
        () => true,
        () => false,
      );
      try {
        if (!hasMarkers) await file.truncate();
        await file.replaceHead(withSize(header(frames), hasMarkers ? chunks.length : 0));
      } catch (error) {
        await file.discard();
        throw cannotWrite(path, error);
      }
      await file.finish();
    },
  };
}

/** A header whose RIFF chunk includes bytes behind the samples. */
function withSize(header: Uint8Array, further: number): Uint8Array {
  const view = new DataView(header.buffer);
  view.setUint32(4, view.getUint32(4, true) + further, true);
  return header;
}
