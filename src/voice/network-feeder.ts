import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { createTimbreMix, type TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { NetworkInput, Synthesizer } from '../model/synthesis.ts';
import type { Network } from './network.ts';
import type { Note } from './note.ts';
import { createOnsetCache, type OnsetCache } from './onset-cache.ts';
import { createOnsetPrefetch, type OnsetPrefetch } from './onset-prefetch.ts';
import { PathReader } from './path-reader.ts';

const F0 = DESCRIPTORS.indexOf('f0');

export interface NetworkFeederOptions {
  readonly network: Network;
  readonly synthesizer: Synthesizer;
  /** Statistics of the seven descriptors, in their order. */
  readonly descriptors: readonly DescriptorStats[];
  /** Milliseconds. */
  readonly clock: () => number;
  /** Shared with other voices of the same network; created here when absent. */
  readonly onsets?: OnsetCache | undefined;
}

/**
 * Reads a path hop by hop, runs the network on each hop and feeds its output to a note. Onsets come from a cache where it has them.
 *
 * Returns a promise only where the network does; the caller waits for it before the next call. No allocation otherwise: its
 * continuations are created once. Used by one thread.
 */
export class NetworkFeeder {
  readonly reader: PathReader;
  /** Factor on the path's pitch in the network's input. */
  pitchRatio = 1;
  /** Network runs since it was made: all, and without prefetched ones. */
  blocks = 0;
  noteRuns = 0;
  networkMs = 0;
  readonly #network: Network;
  readonly #input: NetworkInput;
  /** The encoder of onsets that are prefetched while a note plays. */
  readonly #onsetInput: NetworkInput;
  readonly #cache: OnsetCache;
  readonly #onset: OnsetPrefetch;
  readonly #clock: () => number;
  /** The hop under way: descriptors and timbre at its end, levels of its sub-frames. */
  readonly #frame = new Float32Array(DESCRIPTORS.length);
  readonly #level: Float32Array;
  readonly #timbre: TimbreMix = createTimbreMix();
  #note: Note | undefined;
  #isStartPending = false;
  #isFirstHop = false;
  #seed = 0;
  /** Runs of a note's start: all, and those that are left. */
  readonly #startRuns: number;
  #startRunsLeft = 0;
  #runSince = 0;

  constructor({ network, synthesizer, descriptors, clock, onsets }: NetworkFeederOptions) {
    this.reader = new PathReader(descriptors, synthesizer.subframes);
    this.#network = network;
    this.#input = synthesizer.createInput();
    this.#onsetInput = synthesizer.createInput();
    this.#cache = onsets ?? createOnsetCache(network.input.length, synthesizer.outputSize);
    this.#startRuns = synthesizer.stream?.startRuns ?? 1;
    this.#onset = createOnsetPrefetch({
      network,
      cache: this.#cache,
      startRuns: this.#startRuns,
      run: () => this.#timedRun(),
    });
    this.#clock = clock;
    this.#level = new Float32Array(synthesizer.subframes);
  }

  /** Whether a path was started whose first frame has not been through the network yet. */
  get isStartPending(): boolean {
    return this.#isStartPending;
  }

  /** Whether the last `prefetch` found the onset in the cache. */
  get isPrefetched(): boolean {
    return this.#onset.isDone;
  }

  /** Pitch in Hz at the end of the last hop, before the pitch ratio. */
  get f0(): number {
    return this.#frame[F0];
  }

  /** Starts `path` with the next `feed`. */
  start(path: DescriptorPath, { seed, walkSeed }: { readonly seed: number; readonly walkSeed: number }): void {
    this.#seed = seed;
    this.reader.start(path, walkSeed);
    this.#isStartPending = true;
  }

  cancelStart(): void {
    this.#isStartPending = false;
  }

  /** Cancels a start and clears the onset cache. */
  reset(): void {
    this.#isStartPending = false;
    this.#cache.clear();
    this.#onset.reset();
  }

  /** Feeds `note` its next hop, after the path's first frame where a start is pending; ends the note at the path's end. */
  feed(note: Note): void | Promise<void> {
    this.#note = note;
    if (this.#isStartPending) return this.#runStart();
    return this.#nextHop();
  }

  /** Starts `path` without the cache; its first frame is read and not run. */
  begin(path: DescriptorPath, walkSeed: number): void {
    this.reader.start(path, walkSeed);
    this.reader.readStart(this.#frame, this.#timbre);
    this.#input.reset();
    this.#isStartPending = false;
  }

  /** Whether a note's start takes several runs of the network, and thus the network cannot be joined without it. */
  get needsStart(): boolean {
    return this.#startRuns > 1;
  }

  /** Runs the network on the frame that was read last, as on the first one of a path. */
  async runFirstFrame(): Promise<void> {
    this.#level.fill(0);
    this.#encode();
    for (let run = 0; run < this.#startRuns; run++) await this.#run();
  }

  /** Reads the path's next hop. */
  readHop(): void {
    this.reader.next(this.#frame, this.#level, this.#timbre);
  }

  /** Runs the network on the hop that `readHop` has read. */
  runHop(): void | Promise<void> {
    this.#encode();
    return this.#run();
  }

  /** Gives `note` the network's output for the last hop, or silence where it is not finite. */
  deliver(note: Note): void {
    if (this.#network.isFinite) note.feed(this.#network.output, this.#level, this.f0, this.#timbre);
    else note.feedSilence();
  }

  /** As `NotePlayer.prefetch`. */
  prefetch(
    path: DescriptorPath,
    { isMoving, tolerance }: { readonly isMoving: boolean; readonly tolerance: number },
  ): void | Promise<void> {
    // A trigger that waits for its first hop needs the network's state.
    if (this.#isStartPending) return;
    this.#encodeOnset(path, 0, this.#onset.start);
    if (isMoving) return this.#onset.fetchStart(tolerance);
    this.#encodeOnset(path, 1, this.#onset.hop);
    return this.#onset.fetch();
  }

  /** Encodes the path's first frame (`k` 0), or its first hop, which ends at frame 1 (`k` 1). */
  #encodeOnset(path: DescriptorPath, k: 0 | 1, into: Float32Array): void {
    path.readFrame(k, this.#frame);
    this.#timbre.clear(k);
    path.readTimbre?.(k, 1, this.#timbre);
    if (k === 0) {
      this.#onsetInput.reset();
      this.#level.fill(0);
    } else path.readLevel(0, this.#level);
    this.#encode(this.#onsetInput);
    into.set(this.#network.input);
  }

  #runStart(): void | Promise<void> {
    this.#isStartPending = false;
    this.reader.readStart(this.#frame, this.#timbre);
    this.#input.reset();
    this.#level.fill(0);
    this.#encode();
    if (this.#cache.recallStart(this.#network)) return this.#startNote();
    this.#startRunsLeft = this.#startRuns;
    return this.#runStarts();
  }

  readonly #runStarts = (): void | Promise<void> => {
    while (this.#startRunsLeft > 0) {
      this.#startRunsLeft--;
      const pending = this.#run();
      if (pending !== undefined) return pending.then(this.#runStarts);
    }
    return this.#storeStart();
  };

  readonly #storeStart = (): void | Promise<void> => {
    if (this.#network.isFinite) this.#cache.storeStart(this.#network);
    return this.#startNote();
  };

  #startNote(): void | Promise<void> {
    this.#isFirstHop = true;
    this.#note?.start(this.#seed, this.#network.isFinite ? this.f0 : 0);
    return this.#nextHop();
  }

  #nextHop(): void | Promise<void> {
    if (this.reader.isAtEnd) {
      this.#note?.end();
      return;
    }
    this.readHop();
    this.#encode();
    if (this.#isFirstHop) return this.#firstHop();
    const pending = this.#run();
    return pending === undefined ? this.#feedNote() : pending.then(this.#feedNote);
  }

  /** The network's output for the first hop may be in the cache. */
  #firstHop(): void | Promise<void> {
    this.#isFirstHop = false;
    const cached = this.#cache.recallHop(this.#network);
    if (cached !== undefined) return this.#note?.feed(cached, this.#level, this.f0, this.#timbre);
    const pending = this.#run();
    return pending === undefined ? this.#storeHop() : pending.then(this.#storeHop);
  }

  readonly #storeHop = (): void => {
    if (this.#network.isFinite) this.#cache.storeHop(this.#network);
    this.#feedNote();
  };

  readonly #feedNote = (): void => {
    if (this.#note !== undefined) this.deliver(this.#note);
  };

  /** Writes frame, level and timbre to the network's input; the pitch is the one that will sound. */
  #encode(input = this.#input): void {
    const f0 = this.#frame[F0];
    this.#frame[F0] = f0 * this.pitchRatio;
    input.fill(this.#frame, this.#level, this.#timbre, this.#network.input);
    this.#frame[F0] = f0;
  }

  #run(): void | Promise<void> {
    this.noteRuns++;
    return this.#timedRun();
  }

  #timedRun(): void | Promise<void> {
    this.#runSince = this.#clock();
    const pending = this.#network.run();
    return pending === undefined ? this.#countRun() : pending.then(this.#countRun);
  }

  readonly #countRun = (): void => {
    this.networkMs += this.#clock() - this.#runSince;
    this.blocks++;
  };
}
