import { createControl } from '../../src/control/control.ts';
import type { Performance } from '../../src/control/performance/performance.ts';
import { createPerformedInputs } from '../../src/control/performance/performed-inputs.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createControlStepper } from '../../src/engine/control-stepper.ts';
import { type Deck, openDeck } from '../../src/engine/deck.ts';
import { createEngineMemory, TRANSPORT_SIZE } from '../../src/engine/engine-memory.ts';
import { type BlockSize, bufferingOf } from '../../src/engine/latency.ts';
import { type Meters, openMeters } from '../../src/engine/meters.ts';
import type { Program } from '../../src/engine/program.ts';
import { runRenderLoop } from '../../src/engine/render-loop.ts';
import type { SampleRing } from '../../src/engine/sample-ring.ts';
import { openSeqlock } from '../../src/engine/seqlock.ts';
import { createTimesMeter } from '../../src/engine/times-meter.ts';

/** Interval between two readings of the jacks, frames: a millisecond, as in the control thread. */
const STEP_FRAMES = 44;

export interface PacedRenderOptions {
  readonly program: Program;
  readonly block: BlockSize;
  /** Number of blocks. */
  readonly blocks: number;
  readonly performance: Performance;
  readonly nowUs?: () => number;
  readonly cpuTimeUs?: () => number | null;
  /** Called after each block with the number of blocks so far, and before each block, once the jacks are read. */
  readonly after?: (blocks: number) => void;
  readonly before?: () => void;
  /** Called with each block that a device would play. */
  readonly onSamples?: (samples: Float32Array) => void;
}

/**
 * Runs the live loop of the render thread as fast as it goes: in place of the audio thread, a call between two blocks takes the samples out of the ring and
 * moves the stream on; in place of the control thread, it reads a performance.
 *
 * @throws NeurorackError as `runRenderLoop`
 */
export async function renderPaced(options: PacedRenderOptions): Promise<Meters> {
  const { program, block, blocks, performance, before, after, onSamples } = options;
  const { renderer } = program;
  const { sampleRate } = renderer;
  const memory = createEngineMemory();
  const deck = openDeck(memory.decks[0]);
  deck.generation = 1;
  const meters = openMeters(memory.meters);
  const [controls, transport] = [openSeqlock(memory.controls), openSeqlock(memory.transport)];
  const buffering = bufferingOf(block);
  const record = new Float64Array(TRANSPORT_SIZE);
  const taken = new Float32Array(block);
  const frameUs = 1e6 / sampleRate;
  // An array: V8 allocates each number that a closure changes.
  const time = new Float64Array(1);
  const stepper = createControlStepper({
    inputs: createPerformedInputs(performance, { clock: { nowUs: () => time[0] }, startUs: 0 }),
    control: createControl({ settings: DEFAULT_CONTROL_SETTINGS }),
    controls,
    decks: [deck],
    onKnob: () => undefined,
    onFault: (_, error) => {
      throw error;
    },
    onLostEdge: () => meters.count('lostEdges'),
  });
  let rendered = 0;
  let position = 0;
  let stepped = 0;
  const moveTo = (frame: number): void => {
    position = frame;
    for (; stepped <= position; stepped += STEP_FRAMES) {
      time[0] = stepped * frameUs;
      stepper.step(time[0]);
    }
    record[0] = position;
    record[1] = position * frameUs;
    transport.write(record);
  };
  moveTo(0);
  const takeBlock = (): void => {
    after?.(rendered);
    const count = deck.samples.read(taken, block);
    if (count > 0) onSamples?.(taken);
    rendered++;
    moveTo(position + block);
  };
  await runRenderLoop({
    renderer,
    deck: withPacing(deck, takeBlock, before),
    controls,
    transport,
    meters,
    buffering,
    nowUs: options.nowUs ?? (() => position * frameUs),
    cpuTimeUs: options.cpuTimeUs ?? (() => null),
    dispatch: () => rendered < blocks,
    onBlock: createTimesMeter(program, meters),
  });
  return meters;
}

/** A deck whose ring takes its samples out where a render thread would wait for room. */
function withPacing(deck: Deck, takeBlock: () => void, before: (() => void) | undefined): Deck {
  const { samples } = deck;
  const ring: SampleRing = {
    ...samples,
    get fill() {
      return samples.fill;
    },
    waitForRoom: (maxFill) => {
      do takeBlock();
      while (samples.fill > maxFill);
      before?.();
      return true;
    },
  };
  return new Proxy(deck, {
    get: (of, name) => (name === 'samples' ? ring : Reflect.get(of, name, of)),
    set: (of, name, value) => Reflect.set(of, name, value, of),
  });
}
