import type { BusMessage } from './bus-log.ts';

const CHUNK_BYTES = 1 << 20;
/** When, address, direction, status, length. */
const HEAD_BYTES = 16;

/** Messages as they come. */
export interface BusRecorder {
  add(message: BusMessage): void;
  /** All of them, in order; the tape is empty then. */
  take(): BusMessage[];
}

/** Keeps messages as bytes: a hundred thousand objects would hold the bus up for half a second whenever garbage is collected. */
export function createBusRecorder(chunkBytes = CHUNK_BYTES): BusRecorder {
  let chunks: DataView[] = [];
  let used = chunkBytes;
  const places: number[] = []; // where each chunk ends

  return {
    add: ({ us, address, isRead, bytes, status }) => {
      const size = HEAD_BYTES + bytes.length;
      if (used + size > chunkBytes) {
        if (chunks.length > 0) places.push(used);
        chunks.push(new DataView(new ArrayBuffer(Math.max(chunkBytes, size))));
        used = 0;
      }
      const chunk = chunks[chunks.length - 1];
      chunk.setFloat64(used, us);
      chunk.setUint8(used + 8, address);
      chunk.setUint8(used + 9, Number(isRead));
      chunk.setInt16(used + 10, status);
      chunk.setUint32(used + 12, bytes.length);
      new Uint8Array(chunk.buffer, used + HEAD_BYTES).set(bytes);
      used += size;
    },
    take: () => {
      const messages: BusMessage[] = [];
      for (const [n, chunk] of chunks.entries()) {
        const end = places[n] ?? used;
        for (let at = 0; at < end; ) {
          const length = chunk.getUint32(at + 12);
          messages.push({
            us: chunk.getFloat64(at),
            address: chunk.getUint8(at + 8),
            isRead: chunk.getUint8(at + 9) !== 0,
            status: chunk.getInt16(at + 10),
            bytes: new Uint8Array(chunk.buffer.slice(at + HEAD_BYTES, at + HEAD_BYTES + length)),
          });
          at += HEAD_BYTES + length;
        }
      }
      chunks = [];
      places.length = 0;
      used = chunkBytes;
      return messages;
    },
  };
}
