import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { NeurorackError } from '../../../contracts/errors.ts';
import { midiMappingSchema } from '../../../control/midi/midi-mapping.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../../control/settings.ts';
import { RECORD_MOVE, RECORD_SIZE } from '../../../engine/control-record.ts';
import type { BlockSize } from '../../../engine/latency.ts';
import type { Instrument, InstrumentOptions } from '../../../instrument/instrument.ts';
import { startInstrument } from '../../../instrument/start-instrument.ts';
import { type Latencies, quantiles } from '../latencies.ts';
import { FLOOD_CONTROLLER } from './message-input.ts';
import { MESSAGE_INPUTS } from './message-inputs.ts';
import { FLOOD_RATE, type SenderReport, type SenderTask, senderReportSchema } from './send-messages.ts';

/** Messages on all inputs at once, and the way of a single one. */
export interface MessagesResult {
  readonly block: number;
  /** Duration of the flood. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly engineOverruns: number;
  readonly hostOverruns: number;
  /** Gate edges without a place in a ring. */
  readonly lostEdges: number;
  readonly inputs: readonly InputResult[];
}

interface InputResult {
  readonly name: string;
  readonly sent: number;
  /** Messages that have not arrived. */
  readonly dropped: number;
  /** From the sending of a note to the control frame with its pitch. */
  readonly toControlFrame: Latencies;
}

export interface MessagesScenario {
  readonly block: BlockSize;
  readonly seconds: number;
  /** Notes of each input whose latency is measured. */
  readonly notes: number;
  readonly board: string;
  /** The command line, whose `bench` sends; this process's own when absent. */
  readonly program?: string;
}

/** Interval at which movements are read: two are at least 40 ms apart, ms. */
const READ_MS = 5;
/** A note whose pitch is in no control frame by then is lost, ms. */
const LOST_MS = 35;
/** Messages that are on their way when the sender ends arrive within this time, ms. */
const SETTLE_MS = 300;

/** Controllers move the scrub alone, so that nothing but messages moves values. */
const MAPPING = midiMappingSchema.parse({
  controls: [
    { source: { kind: 'cc', number: FLOOD_CONTROLLER }, target: { kind: 'destination', destination: 'scrub' } },
  ],
});

/**
 * Plays single notes by each input, then floods all of them, while the instrument plays in real time without an audio output.
 *
 * @throws NeurorackError 'device-fault' where the sender fails; those of playing
 */
export async function measureMessages(
  options: InstrumentOptions,
  { block, seconds, notes, board, program }: MessagesScenario,
): Promise<MessagesResult> {
  const { depths } = DEFAULT_CONTROL_SETTINGS;
  const settings = { ...options.settings, depths: { ...depths, cv1: {}, cv2: {}, cv3: {}, cv4: {} } };
  const instrument = startInstrument({
    ...options,
    settings,
    block,
    sink: 'null',
    performance: undefined,
    seconds: undefined,
  });
  try {
    await untilModelPlays(instrument);
    instrument.midi.use(MAPPING);
    const inputs = await Promise.all(
      MESSAGE_INPUTS.map(async ({ name, open }) => ({ name, ...(await open({ instrument, options, board })) })),
    );
    const moves = recordMoves(instrument);
    const before = instrument.engine.meters.counters();
    const addresses = Object.fromEntries(inputs.map(({ name, address }) => [name, address]));
    const report = await runSender({ addresses, notes, seconds }, program);
    await sleep(SETTLE_MS);
    const after = instrument.engine.meters.counters();
    const movesUs = moves.stop();
    await Promise.all(inputs.map(({ close }) => close()));
    const count = (name: keyof typeof before): number => after[name] - before[name];
    return {
      block,
      seconds,
      perSecond: FLOOD_RATE,
      engineOverruns: count('engineOverruns'),
      hostOverruns: count('hostOverruns'),
      lostEdges: count('lostEdges'),
      inputs: inputs.map(({ name, received }) => ({
        name,
        sent: report[name].sent,
        dropped: report[name].sent - received(),
        toControlFrame: quantiles(report[name].notesUs.map((us) => timeToMove(us, movesUs))),
      })),
    };
  } finally {
    await instrument.stop();
  }
}

function untilModelPlays(instrument: Instrument): Promise<void> {
  return new Promise((resolve, reject) => {
    instrument.on((event) => {
      if (event.kind === 'playing' && event.program.kind === 'model') resolve();
      else if (event.kind === 'lost') reject(event.error);
    });
  });
}

/** Records the times at which values began to move after a rest, by the control thread's clock. */
function recordMoves({ engine }: Pick<Instrument, 'engine'>): { stop(): readonly number[] } {
  const record = new Float64Array(RECORD_SIZE);
  const movesUs: number[] = [];
  const timer = setInterval(() => {
    if (engine.readControls(record) && record[RECORD_MOVE] !== movesUs.at(-1)) movesUs.push(record[RECORD_MOVE]);
  }, READ_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return movesUs;
    },
  };
}

/** Time from a note to the first movement after it, ms; undefined where there is none. */
function timeToMove(noteUs: number, movesUs: readonly number[]): number | undefined {
  const move = movesUs.find((us) => us >= noteUs);
  return move === undefined || move - noteUs > 1000 * LOST_MS ? undefined : (move - noteUs) / 1000;
}

async function runSender(task: SenderTask, program = process.argv[1]): Promise<SenderReport> {
  const child = spawn(process.execPath, [program, 'bench', '--send', JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const report = await text(child.stdout);
  if (report !== '') return senderReportSchema.parse(JSON.parse(report));
  throw new NeurorackError('device-fault', 'the process that sends messages has ended without a report', {
    remedy: 'mend the fault that it has named, or leave the flood out: --flood 0',
  });
}

/** Duration of the measurement of latencies, s. */
export const messageSeconds = (notes: number): number => 0.05 * notes * MESSAGE_INPUTS.length;
