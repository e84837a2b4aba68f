import type { InferenceSession, StateSnapshot } from '../accelerator.ts';
import type { QueuedSession } from '../run-queue.ts';
import type { ManualClock } from './manual-clock.ts';

export interface FakeQueueOptions {
  /** A synchronous session. */
  readonly session: InferenceSession;
  /** A wait sets it to the end of the run. */
  readonly clock: ManualClock;
  /** How long a run takes on that clock, µs. */
  readonly runUs: (run: number) => number;
}

export interface FakeQueuedSession extends QueuedSession {
  /** Runs that the caller waited for although they had not ended. */
  readonly waits: number;
}

/**
 * A slow network on a thread of its own without a thread: results are computed at once, and count as there when the clock has come to their
 * time. Runs take place one after the other.
 */
export function createFakeQueuedSession({ session, clock, runUs }: FakeQueueOptions): FakeQueuedSession {
  const input = tensor(session.inputs, 'x');
  const output = tensor(session.outputs, 'y');
  const next = new Float32Array(input.length);
  const slots: StateSnapshot[] = [];
  const outputs: Float32Array[] = [];
  const endsUs: number[] = [];
  let silence = 0;
  let freeAtUs = 0;
  let busyUs = 0;
  let faults = 0;
  let waits = 0;
  let isMuted = false;
  const isDone = (ticket: number): boolean => clock.nowUs() >= endsUs[ticket];
  const hasFiniteOutput = (ticket: number): boolean => outputs[ticket].every((value) => Number.isFinite(value));
  return {
    ...session,
    get waits() {
      return waits;
    },
    queue: {
      input: next,
      outputSize: output.length,
      hasRoom: true,
      get isMuted() {
        return isMuted;
      },
      set isMuted(value) {
        isMuted = value;
      },
      run: () => {
        input.set(next);
        if (isMuted) output.fill(0);
        else void session.run();
        const ticket = outputs.push(output.slice()) - 1;
        const takesUs = isMuted ? 0 : runUs(ticket);
        freeAtUs = Math.max(freeAtUs, clock.nowUs()) + takesUs;
        endsUs.push(freeAtUs);
        busyUs += takesUs;
        if (hasFiniteOutput(ticket)) return ticket;
        faults++;
        session.loadState(slots[silence]);
        return ticket;
      },
      drop: () => undefined,
      isDone,
      wait: (ticket) => {
        if (isDone(ticket)) return;
        waits++;
        clock.setUs(endsUs[ticket]);
      },
      read: (ticket, into) => {
        into.set(outputs[ticket]);
        return hasFiniteOutput(ticket);
      },
      get runs() {
        return outputs.length;
      },
      get busyUs() {
        return busyUs;
      },
      get faults() {
        return faults;
      },
      createSlot: () => slots.push(session.saveState()) - 1,
      save: (slot) => void session.saveState(slots[slot]),
      load: (slot) => session.loadState(slots[slot]),
      setSilence: (slot) => {
        silence = slot;
      },
      requestRealtime: () => undefined,
    },
  };
}

const tensor = (tensors: ReadonlyMap<string, Float32Array>, name: string): Float32Array =>
  tensors.get(name) ?? new Float32Array(0);
