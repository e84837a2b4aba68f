import { type Destination, destinationIndex } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import { RECORD_GATES, RECORD_SIZE, RECORD_VOLTS } from '../engine/control-record.ts';
import type { Engine } from '../engine/engine.ts';

/** Voltages, gates and destinations at one moment. */
export interface ControlSnapshot {
  /** Of each jack, calibrated. */
  readonly volts: readonly number[];
  readonly gates: readonly boolean[];
  /** The value of a destination, in its unit; valid until the next snapshot. */
  value(id: Destination): number;
}

/** A reader of the engine's latest control record. Main thread. */
export function createControlReader(engine: Pick<Engine, 'readControls'>): () => ControlSnapshot {
  const record = new Float64Array(RECORD_SIZE);
  return () => {
    engine.readControls(record);
    return {
      volts: Array.from(record.subarray(RECORD_VOLTS, RECORD_VOLTS + JACKS.length)),
      gates: [record[RECORD_GATES] === 1, record[RECORD_GATES + 1] === 1],
      value: (id) => record[destinationIndex(id)],
    };
  };
}
