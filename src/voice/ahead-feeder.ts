import type { RunQueue, StateSlot } from '../contracts/run-queue.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { createTimbreMix, type TimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { NetworkInput, Synthesizer } from '../model/synthesis.ts';
import { type AheadHop, AheadHops, deliverHop, isHopReady } from './ahead-hops.ts';
import { type AheadOnset, AheadOnsets } from './ahead-onsets.ts';
import type { AheadPlan } from './ahead-plan.ts';
import { allFinite } from './network.ts';
import type { Note } from './note.ts';
import { onsetDistance } from './onset-cache.ts';
import { PathReader } from './path-reader.ts';

const F0 = DESCRIPTORS.indexOf('f0');
/** The most first hops of a cached onset: those that sound before the next request is there, of all networks but those of the lowest rates. */
const MAX_ONSET_HOPS = 16;

export interface AheadFeederOptions {
  readonly queue: RunQueue;
  /** A slot with the state after silence. */
  readonly silent: StateSlot;
  readonly synthesizer: Synthesizer;
  readonly inputSize: number;
  /** Statistics of the seven descriptors, in their order. */
  readonly descriptors: readonly DescriptorStats[];
  /** Samples. */
  readonly hop: number;
  readonly plan: AheadPlan;
  /** Runs on a note's first frame before its first hop. */
  readonly startRuns: number;
}

/**
 * Reads a path hop by hop for a network on a thread of its own: a hop is requested `plan.hops` hops before it sounds. The
 * requests, and the moment at which each counts as known, depend on samples alone. Allocates nothing; waits only where `waits` is true. Used by one thread.
 */
export class AheadFeeder {
  readonly reader: PathReader;
  /** Factor on the path's pitch in the network's input. */
  pitchRatio = 1;
  /** Whether it waits for runs, as offline; live, a hop that is not there in time is late. */
  waits = true;
  /** Runs queued for notes. */
  noteRuns = 0;
  /** Hops and starts that were not there in time. */
  missed = 0;
  /** Hops of silence because NaN went into the network. */
  faults = 0;
  readonly #queue: RunQueue;
  readonly #options: AheadFeederOptions;
  readonly #input: NetworkInput;
  readonly #onsetInput: NetworkInput;
  readonly #onsets: AheadOnsets;
  /** The state before a prefetch. */
  readonly #before: StateSlot;
  /** A prefetched start of several runs: its first frame, the runs so far and the state after them. */
  readonly #partial: StateSlot;
  readonly #begun: Float32Array;
  #begunRuns = 0;
  readonly #x0: Float32Array;
  readonly #x1: Float32Array;
  /** Inputs of a note's first hops, one after the other, and each of them. */
  readonly #first: Float32Array;
  readonly #firstHops: readonly Float32Array[];
  readonly #frame = new Float32Array(DESCRIPTORS.length);
  readonly #level: Float32Array;
  readonly #timbre: TimbreMix = createTimbreMix();
  /** Hops of the note that sounds, and of the one that starts next. */
  #hops: AheadHops;
  #nextHops: AheadHops;
  /** Samples so far, and the sample at which the next note is due; Infinity while none is, or its first frame is not queued yet. */
  #now = 0;
  #dueAt = Number.POSITIVE_INFINITY;
  #isStartPending = false;
  #isStartQueued = false;
  #isStartLate = false;
  #seed = 0;
  #startF0 = 0;
  #isPrefetched = false;

  constructor(options: AheadFeederOptions) {
    const { queue, synthesizer, descriptors, inputSize, plan } = options;
    const ahead = plan.hops;
    const { subframes, outputSize } = synthesizer;
    this.#options = options;
    this.#queue = queue;
    this.reader = new PathReader(descriptors, subframes);
    this.#input = synthesizer.createInput();
    this.#onsetInput = synthesizer.createInput();
    const hops = Math.min(ahead, MAX_ONSET_HOPS);
    this.#onsets = new AheadOnsets({ queue, inputSize, hops });
    this.#before = queue.createSlot();
    this.#partial = queue.createSlot();
    this.#begun = new Float32Array(inputSize);
    this.#x0 = new Float32Array(inputSize);
    this.#x1 = new Float32Array(inputSize);
    const first = new Float32Array(hops * inputSize);
    this.#first = first;
    this.#firstHops = Array.from({ length: hops }, (_, h) => first.subarray(h * inputSize, (h + 1) * inputSize));
    this.#level = new Float32Array(subframes);
    this.#hops = new AheadHops({ ahead, outputSize, subframes });
    this.#nextHops = new AheadHops({ ahead, outputSize, subframes });
  }

  get isStartPending(): boolean {
    return this.#isStartPending;
  }

  get isPrefetched(): boolean {
    return this.#isPrefetched;
  }

  /** Samples until the next note starts; Infinity while none is to start, or it is late. */
  get startIn(): number {
    const left = this.#dueAt - this.#now;
    return left > 0 ? left : Number.POSITIVE_INFINITY;
  }

  start(path: DescriptorPath, { seed, walkSeed }: { readonly seed: number; readonly walkSeed: number }): void {
    this.#seed = seed;
    this.reader.start(path, walkSeed);
    this.#isStartPending = true;
    this.#isStartQueued = false;
    this.#isStartLate = false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#nextHops.drop(this.#queue);
  }

  cancelStart(): void {
    this.#isStartPending = false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#nextHops.drop(this.#queue);
  }

  reset(): void {
    this.cancelStart();
    this.dropHops();
    this.#onsets.clear();
    this.#isPrefetched = false;
    this.#begunRuns = 0;
  }

  /** Forgets the hops of the note that sounds. */
  dropHops(): void {
    this.#hops.drop(this.#queue);
  }

  /** Counts samples that were rendered. */
  advance(samples: number): void {
    this.#now += samples;
  }

  /** Queues the runs of a start that is pending: first frame and first hops. Call before the samples that follow `start`. */
  queueStart(): void {
    if (!this.#isStartPending || this.#isStartQueued || !this.#queue.hasRoom) return;
    this.#isStartQueued = true;
    this.#onsets.settle(this.#now, this.waits);
    this.reader.readStart(this.#frame, this.#timbre);
    this.#startF0 = this.#frame[F0];
    this.#input.reset();
    this.#level.fill(0);
    this.#encode(this.#input, this.#level, this.#timbre, this.#x0);
    const onset = this.#startState();
    const isKnown = this.#requestFirst(onset);
    const { plan, hop } = this.#options;
    while (this.#nextHops.count < plan.hops) this.#request(this.#nextHops);
    this.#dueAt = this.#now + (isKnown ? plan.hops - this.#firstHops.length : plan.startHops) * hop;
  }

  /** Starts the note that `takeNote` returns, where its time has come and its first hop is there. */
  startIfDue(takeNote: () => Note): boolean {
    if (!this.#isStartPending || this.#now < this.#dueAt) return false;
    const { front } = this.#nextHops;
    if (front !== undefined && !isHopReady(front, this.#queue, this.waits)) {
      if (!this.#isStartLate) this.missed++;
      this.#isStartLate = true;
      return false;
    }
    const before = this.#hops;
    before.drop(this.#queue);
    this.#hops = this.#nextHops;
    this.#nextHops = before;
    this.#isStartPending = false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    takeNote().start(this.#seed, this.#startF0);
    return true;
  }

  /** Feeds `note` its next hop and requests a later one; false where that hop is not there yet. */
  feed(note: Note): boolean {
    const { front } = this.#hops;
    // The path is the next note's already.
    if (front === undefined && this.#isStartPending) return false;
    if (front === undefined) {
      this.#request(this.#hops);
      return this.feed(note);
    }
    if (!isHopReady(front, this.#queue, this.waits)) {
      if (!front.isLate) this.missed++;
      front.isLate = true;
      return false;
    }
    deliverHop(front, this.#queue, note);
    this.#hops.shift();
    if (front.kind !== 'end' && !this.#isStartPending) this.fill();
    return true;
  }

  /** Requests hops until as many are under way as sound ahead. */
  fill(): void {
    while (this.#hops.count < this.#options.plan.hops) this.#request(this.#hops);
  }

  /** Starts `path` at once, without the cache, and returns the pitch there; the network does not run. */
  begin(path: DescriptorPath, walkSeed: number): number {
    this.cancelStart();
    this.dropHops();
    this.reader.start(path, walkSeed);
    this.reader.readStart(this.#frame, this.#timbre);
    this.#input.reset();
    return this.#frame[F0];
  }

  /** Passes a hop of the path without the network, and returns the pitch at its end. */
  skipHop(): number {
    this.reader.next(this.#frame, this.#level, this.#timbre);
    return this.#frame[F0];
  }

  /** Queues the runs of a start on the frame that `begin` or `skipHop` has read. */
  runStart(): void {
    this.#level.fill(0);
    this.#encode(this.#input, this.#level, this.#timbre, this.#x0);
    this.#queue.load(this.#options.silent);
    for (let run = 0; run < this.#options.startRuns; run++) this.#runOn(this.#x0);
  }

  /** As `NotePlayer.prefetch`. */
  prefetch(
    path: DescriptorPath,
    options: { readonly isMoving: boolean; readonly tolerance: number; readonly isPlaying: boolean },
  ): void {
    const { isMoving, tolerance, isPlaying } = options;
    this.#onsets.settle(this.#now, this.waits);
    this.#isPrefetched = false;
    if (this.#isStartPending || (isPlaying && !this.#options.plan.prefetchesWhilePlaying) || !this.#queue.hasRoom)
      return;
    this.#encodeStart(path, this.#x0);
    if (isMoving) {
      if (!this.#onsets.hasStart(this.#x0, tolerance)) this.#prefetchStart(true);
      return;
    }
    const onset = this.#onsets.find(this.#x0);
    if (onset === undefined || !this.#onsets.isExact(onset, this.#x0)) {
      this.#prefetchStart(false);
      return;
    }
    // A path that ends before has nothing more to prefetch.
    if (path.frames < this.#firstHops.length) this.#isPrefetched = true;
    else {
      this.#encodeFirst(path);
      if (this.#onsets.hasExactHops(onset, this.#first)) this.#isPrefetched = onset.hasOutputs;
      else this.#prefetchHops(onset);
    }
  }

  /** Queues one run of a start; a start of several goes on in the next call, where it is moving for the frame that it began with. */
  #prefetchStart(isMoving: boolean): void {
    if (!allFinite(this.#x0)) return;
    if (!isMoving && onsetDistance(this.#begun, this.#x0) !== 0) this.#begunRuns = 0;
    if (this.#begunRuns === 0) this.#begun.set(this.#x0);
    this.#queue.save(this.#before);
    this.#queue.load(this.#begunRuns === 0 ? this.#options.silent : this.#partial);
    this.#runOn(this.#begun);
    if (++this.#begunRuns < this.#options.startRuns) this.#queue.save(this.#partial);
    else {
      this.#begunRuns = 0;
      this.#queue.save(this.#onsets.take(this.#begun).afterStart);
    }
    this.#queue.load(this.#before);
  }

  #prefetchHops(onset: AheadOnset): void {
    if (!allFinite(this.#first)) return;
    this.#queue.save(this.#before);
    this.#queue.load(onset.afterStart);
    this.#runFirst(onset);
    this.#queue.load(this.#before);
  }

  /** Loads the state after the first frame `x0`, or queues its run. */
  #startState(): AheadOnset | undefined {
    if (!allFinite(this.#x0)) {
      this.#queue.load(this.#options.silent);
      return undefined;
    }
    const found = this.#onsets.find(this.#x0);
    if (found !== undefined) {
      this.#queue.load(found.afterStart);
      return found;
    }
    const onset = this.#onsets.take(this.#x0);
    this.#queue.load(this.#options.silent);
    for (let run = 0; run < this.#options.startRuns; run++) this.#runOn(this.#x0);
    this.#queue.save(onset.afterStart);
    this.noteRuns += this.#options.startRuns;
    return onset;
  }

  /** Queues the runs of the first hops, and remembers their outputs for the onset; returns the first of them. */
  #runFirst(onset: AheadOnset): number {
    let ticket = 0;
    for (let h = 0; h < this.#firstHops.length; h++) {
      const run = this.#runOn(this.#firstHops[h]);
      if (h === 0) ticket = run;
    }
    const dueAt = this.#now + this.#options.plan.startHops * this.#options.hop;
    this.#onsets.expect(onset, this.#first, { ticket, dueAt });
    return ticket;
  }

  /** Requests the first hops; true where their outputs are known already. */
  #requestFirst(onset: AheadOnset | undefined): boolean {
    const hops = this.#nextHops;
    let count = 0;
    for (; count < this.#firstHops.length && !this.reader.isAtEnd; count++) {
      this.#read(hops);
      this.#firstHops[count].set(this.#x1);
    }
    const isWhole = count === this.#firstHops.length && onset !== undefined;
    if (isWhole && this.#onsets.hasHops(onset, this.#first)) {
      this.#queue.load(onset.afterHops);
      const { outputSize } = this.#queue;
      for (let h = 0; h < count; h++) {
        const hop = hops.at(h);
        hop.kind = 'output';
        for (let n = 0; n < outputSize; n++) hop.output[n] = onset.outputs[h * outputSize + n];
      }
      return true;
    }
    if (isWhole && allFinite(this.#first) && this.#onsets.isExact(onset, this.#x0)) {
      const ticket = this.#runFirst(onset);
      for (let h = 0; h < count; h++) this.#expectRun(hops.at(h), ticket + h).isShared = true;
    } else for (let h = 0; h < count; h++) this.#runHop(hops.at(h), this.#firstHops[h]);
    return false;
  }

  /** Requests the path's next hop. */
  #request(hops: AheadHops): void {
    if (this.reader.isAtEnd) {
      hops.push().kind = 'end';
      return;
    }
    this.#runHop(this.#read(hops), this.#x1);
  }

  #runHop(hop: AheadHop, x: Float32Array): void {
    if (allFinite(x)) this.#expectRun(hop, this.#runOn(x));
    else this.#silence(hop);
  }

  #expectRun(hop: AheadHop, ticket: number): AheadHop {
    this.noteRuns++;
    hop.kind = 'run';
    hop.ticket = ticket;
    return hop;
  }

  #silence(hop: AheadHop): void {
    hop.kind = 'silence';
    this.faults++;
    this.#queue.load(this.#options.silent);
  }

  #runOn(x: Float32Array): number {
    this.#queue.input.set(x);
    return this.#queue.run();
  }

  /** Reads the path's next hop, and its input into `x1`. */
  #read(hops: AheadHops): AheadHop {
    const hop = hops.push();
    this.reader.next(this.#frame, hop.level, hop.timbre);
    hop.f0 = this.#frame[F0];
    this.#encode(this.#input, hop.level, hop.timbre, this.#x1);
    return hop;
  }

  /** As `NetworkFeeder`: the path's first frame. */
  #encodeStart(path: DescriptorPath, into: Float32Array): void {
    this.#onsetInput.reset();
    this.#level.fill(0);
    this.#encodeFrame(path, 0, into);
  }

  /** The path's first hops, after its first frame. */
  #encodeFirst(path: DescriptorPath): void {
    for (let h = 0; h < this.#firstHops.length; h++) {
      path.readLevel(h, this.#level);
      this.#encodeFrame(path, h + 1, this.#firstHops[h]);
    }
  }

  #encodeFrame(path: DescriptorPath, k: number, into: Float32Array): void {
    path.readFrame(k, this.#frame);
    this.#timbre.clear(k);
    path.readTimbre?.(k, 1, this.#timbre);
    this.#encode(this.#onsetInput, this.#level, this.#timbre, into);
  }

  /** Writes frame, level and timbre as the network's input; the pitch is the one that will sound. */
  #encode(input: NetworkInput, level: Float32Array, timbre: TimbreMix, into: Float32Array): void {
    const f0 = this.#frame[F0];
    this.#frame[F0] = f0 * this.pitchRatio;
    input.fill(this.#frame, level, timbre, into);
    this.#frame[F0] = f0;
  }
}
