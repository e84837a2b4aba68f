import type koffi from 'koffi';

/** What every fake library counts, whoever's it plays. */
export interface FakeLedger {
  /** What was handed out (objects, streams, memory) and not given back. */
  live(): number;
  /** Misuses since the last call: how many, and the last in words. */
  misuses(): { readonly count: number; readonly last: string };
  /** How often a function was called. */
  callCount(call: string): number;
  /** Whether the chip takes work and never answers. */
  hang(on: boolean): void;
}

/** @param library that keeps it */
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
