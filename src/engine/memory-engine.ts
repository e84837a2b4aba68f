import type { EngineEvent } from './engine-event.ts';
import { type EngineMemory, TRANSPORT_SIZE } from './engine-memory.ts';
import { type Meters, openMeters } from './meters.ts';
import { openPlayedLog, type PlayedLog } from './played-log.ts';
import { openProbe, type Probe } from './probe.ts';
import { openSampleHistory, type SampleHistory } from './sample-history.ts';
import { openSampleRing, type SampleRing } from './sample-ring.ts';
import { openSeqlock, type Seqlock } from './seqlock.ts';

/** The part of an `Engine` that is the same wherever its threads run: what its memory shows, and the listeners to its events. */
export abstract class MemoryEngine {
  readonly meters: Meters;
  readonly tap: SampleRing;
  readonly history: SampleHistory;
  readonly played: readonly PlayedLog[];
  readonly probe: Probe;
  protected readonly memory: EngineMemory;
  protected readonly controls: Seqlock;
  protected readonly transport: Seqlock;
  readonly #transportRecord = new Float64Array(TRANSPORT_SIZE);
  readonly #listeners: ((event: EngineEvent) => void)[] = [];

  constructor(memory: EngineMemory) {
    this.memory = memory;
    this.meters = openMeters(memory.meters);
    this.tap = openSampleRing(memory.tap);
    this.history = openSampleHistory(memory.history);
    this.played = memory.decks.map(({ played }) => openPlayedLog(played));
    this.probe = openProbe(memory.probe);
    this.controls = openSeqlock(memory.controls);
    this.transport = openSeqlock(memory.transport);
  }

  get position(): number {
    return this.transport.read(this.#transportRecord) ? this.#transportRecord[0] : 0;
  }

  readControls(into: Float64Array): boolean {
    return this.controls.read(into);
  }

  on(listener: (event: EngineEvent) => void): void {
    this.#listeners.push(listener);
  }

  protected emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
