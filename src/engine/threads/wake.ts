/** Ends the pauses of a thread that is sent commands, which it reads between them. */
export interface Wake {
  /** Sender's thread; never waits. */
  call(): void;
  /** Calls so far. Thread that pauses. */
  calls(): number;
  /** Pauses for `ms`, or until there are more calls than `seen`. Thread that pauses; allocates nothing. */
  wait(seen: number, ms: number): void;
  /** Pauses for `ms`, whatever is called. */
  pause(ms: number): void;
}

/** @param memory four bytes that both threads have; default: nothing calls */
export function openWake(memory = new SharedArrayBuffer(4)): Wake {
  const words = new Int32Array(memory, 0, 1);
  const neverCalled = new Int32Array(new SharedArrayBuffer(4));
  return {
    call: () => {
      Atomics.add(words, 0, 1);
      Atomics.notify(words, 0);
    },
    calls: () => Atomics.load(words, 0),
    wait: (seen, ms) => void Atomics.wait(words, 0, seen, ms),
    pause: (ms) => void Atomics.wait(neverCalled, 0, 0, ms),
  };
}
