import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { AudioSink } from '@neurorack/contracts/audio-sink';
import { NeurorackError } from '@neurorack/contracts/errors';
import { partialPath } from '@neurorack/contracts/partial-path';
import { wavHeader } from '@neurorack/contracts/wav-header';

/** Samples between two writes to the disk. */
const CHUNK = 16_384;

/**
 * A mono WAV file of 32-bit floats. Writes without a clock. The samples go to a partial file beside it, which `close` gives its name:
 * until then, and after a fault, a file that was there before stays. A device or pipe is written to, never replaced.
 */
export function createWavSink(path: string): AudioSink {
  return {
    name: `wav:${path}`,
    open: async ({ sampleRate }) => {
      const isReplaced = !isSpecial(path);
      const target = isReplaced ? partialPath(path) : path;
      const file = attempt(path, 'cannot-write', () => openSync(target, 'w'));
      const chunk = new Float32Array(CHUNK);
      const bytes = new Uint8Array(chunk.buffer);
      let inChunk = 0;
      let written = 0;
      let isOpen = true;
      const put = (from: Uint8Array, at: number): void => {
        for (let done = 0; done < from.length; ) {
          done += writeSync(file, from, done, from.length - done, at + done);
        }
      };
      const header = (frames: number): Uint8Array => wavHeader({ frames, sampleRate, format: 'float32' });
      const start = header(0).length;
      const flush = (): void => {
        attempt(path, 'device-fault', () => put(bytes.subarray(0, 4 * inChunk), start + 4 * written));
        written += inChunk;
        inChunk = 0;
      };
      let hasFailed = false;
      const finish = (): void => {
        hasFailed = true; // until all is on the disk
        flush();
        attempt(path, 'device-fault', () => {
          put(header(written), 0);
          if (isReplaced) fsyncSync(file);
        });
        hasFailed = false;
      };
      attempt(path, 'device-fault', () => put(header(0), 0));
      return {
        sampleRate,
        latencyFrames: 0,
        underruns: 0,
        isClocked: false,
        write: (period) => {
          if (!isOpen) {
            throw new NeurorackError('device-fault', `${path} is closed`, { remedy: 'open it again' });
          }
          for (let from = 0; from < period.length; ) {
            const count = Math.min(CHUNK - inChunk, period.length - from);
            chunk.set(period.subarray(from, from + count), inChunk);
            inChunk += count;
            from += count;
            if (inChunk === CHUNK) flush();
          }
        },
        close: async () => {
          if (!isOpen) return;
          isOpen = false;
          try {
            finish();
          } finally {
            closeSync(file);
            if (isReplaced && hasFailed) rmSync(target, { force: true });
          }
          if (isReplaced) attempt(path, 'device-fault', () => renameSync(target, path));
        },
      };
    },
  };
}

function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function attempt<T>(path: string, kind: 'cannot-write' | 'device-fault', act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NeurorackError(kind, `cannot write ${path}: ${why}`, {
      remedy: 'choose a folder that exists, is writable and has room',
      cause,
    });
  }
}
