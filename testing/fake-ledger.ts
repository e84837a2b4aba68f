import type koffi from 'koffi';

/** The counters and switches that all fake libraries share. */
export interface FakeLedger {
  /** Number of objects, streams and memory blocks that are not released. */
  live(): number;
  /** Misuses since the last call: their number, and a description of the last. */
  misuses(): { readonly count: number; readonly last: string };
  /** Number of calls of a function. */
  callCount(call: string): number;
  /** Makes the chip accept work without ever answering. */
  hang(on: boolean): void;
}

/** @param library the fake library with the ledger */
export function controlLedger(library: ReturnType<typeof koffi.load>): FakeLedger {
  const live = library.func('int fake_live()');
  const misuses = library.func('int fake_misuses(_Out_ uint8_t *text, int size)');
  const called = library.func('int fake_called(const char *call)');
  const hang = library.func('void fake_hang(int on)');
  return {
    live: () => live(),
    misuses: () => {
      const text = new Uint8Array(256);
      const count: number = misuses(text, text.length);
      return { count, last: new TextDecoder().decode(text.subarray(0, text.indexOf(0))) };
    },
    callCount: (call) => called(call),
    hang: (on) => hang(on ? 1 : 0),
  };
}
