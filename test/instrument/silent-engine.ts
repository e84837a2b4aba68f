import type { Command } from '../../src/engine/commands.ts';
import { RECORD_SIZE } from '../../src/engine/control-record.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createMetersMemory, openMeters } from '../../src/engine/meters.ts';
import { openProbe } from '../../src/engine/probe.ts';
import { createSampleHistoryMemory, openSampleHistory } from '../../src/engine/sample-history.ts';
import { createSampleRingMemory, openSampleRing } from '../../src/engine/sample-ring.ts';

/** An engine without threads and sound that records its commands. */
export function createSilentEngine() {
  const commands: Command[] = [];
  const gains: number[] = [];
  /** The models that were to play, and sinks that were chosen. */
  const models: string[] = [];
  const record = new Float64Array(RECORD_SIZE);
  const engine: Engine = {
    meters: openMeters(createMetersMemory()),
    tap: openSampleRing(createSampleRingMemory(1024)),
    history: openSampleHistory(createSampleHistoryMemory(1024)),
    played: [],
    probe: openProbe(new SharedArrayBuffer(32)),
    position: 0,
    readControls: (into) => {
      into.set(record);
      return true;
    },
    setGain: (gain) => void gains.push(gain),
    setSink: () => undefined,
    send: (command) => void commands.push(command),
    play: (program) => {
      if (program.kind === 'model') models.push(program.model);
    },
    on: () => undefined,
    stop: async () => undefined,
  };
  return { engine, commands, gains, models, record };
}
