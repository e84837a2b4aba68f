import type { StateSnapshot } from '../contracts/accelerator.ts';
import type { Network } from './network.ts';
import type { Primers } from './primers.ts';

/** Lets a network hear how a sound would begin while another one plays, one run at a time. */
export interface HearAhead {
  /** The network's inputs for the first frame and the first hop of the beginning, to be written before `hear`. */
  readonly start: Float32Array;
  readonly hop: Float32Array;
  /** Whether nothing was left to hear. */
  readonly isDone: boolean;
  /**
   * Runs once, unless the beginning is known within `tolerance` standard deviations; afterwards the network goes on with what plays.
   * A beginning that was begun is finished before another one: two runs make one.
   *
   * @throws NeurorackError as `run`
   */
  hear(tolerance: number): void | Promise<void>;
  forget(): void;
}

export interface HearAheadOptions {
  readonly network: Network;
  readonly primers: Primers;
  /** Runs the network. */
  readonly run: () => void | Promise<void>;
}

export function createHearAhead({ network, primers, run }: HearAheadOptions): HearAhead {
  const size = network.input.length;
  const start = new Float32Array(size);
  const hop = new Float32Array(size);
  /** The beginning whose start has been heard and whose hop is due. */
  const begunStart = new Float32Array(size);
  const begunHop = new Float32Array(size);
  let isBegun = false;
  let isDone = false;
  let playing: StateSnapshot | undefined;

  function heardStart(): void {
    if (network.isSound) {
      primers.keepStart(network);
      isBegun = true;
    }
    goOn();
  }

  function heardHop(): void {
    if (network.isSound) primers.keepHop(network);
    goOn();
  }

  function goOn(): void {
    if (playing !== undefined) network.loadState(playing);
  }

  return {
    start,
    hop,
    get isDone() {
      return isDone;
    },
    hear: (tolerance) => {
      if (!isBegun) {
        isDone = primers.knows(start, hop, tolerance);
        if (isDone) return;
        begunStart.set(start);
        begunHop.set(hop);
      }
      isDone = false;
      isBegun = false;
      playing = network.saveState(playing);
      network.input.set(begunStart);
      if (primers.recallStart(network) && primers.isExact) {
        network.input.set(begunHop);
        const pending = run();
        return pending === undefined ? heardHop() : pending.then(heardHop);
      }
      network.reset();
      const pending = run();
      return pending === undefined ? heardStart() : pending.then(heardStart);
    },
    forget: () => {
      isBegun = false;
      isDone = false;
    },
  };
}
