import { closeSync, openSync, writeSync } from 'node:fs';
import type { AudioSink } from '@neurorack/contracts/audio-sink';
import { NeurorackError } from '@neurorack/contracts/errors';
import { wavHeader } from '@neurorack/contracts/wav-header';

/** Samples between two writes to the disk. */
const CHUNK = 16_384;

/** A mono WAV file of 32-bit floats. Writes without a clock; the file is complete after `close`. */
export function createWavSink(path: string): AudioSink {
  return {
    name: `wav:${path}`,
    open: async ({ sampleRate }) => {
      const file = attempt(path, 'cannot-write', () => openSync(path, 'w'));
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
      const finish = (): void => {
        flush();
        attempt(path, 'device-fault', () => put(header(written), 0));
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
          }
        },
      };
    },
  };
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
