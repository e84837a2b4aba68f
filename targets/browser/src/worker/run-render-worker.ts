import { createControl } from '../../../../src/control/control.ts';
import { type MergedInputs, withPanelInputs } from '../../../../src/control/panel-inputs.ts';
import type { Command } from '../../../../src/engine/commands.ts';
import { RECORD_SIZE } from '../../../../src/engine/control-record.ts';
import { createControlStepper } from '../../../../src/engine/control-stepper.ts';
import { type Deck, openDeck } from '../../../../src/engine/deck.ts';
import { TRANSPORT_SIZE } from '../../../../src/engine/engine-memory.ts';
import type { Buffering } from '../../../../src/engine/latency.ts';
import { type Meters, type MetersMemory, openMeters } from '../../../../src/engine/meters.ts';
import type { PlayedLog } from '../../../../src/engine/played-log.ts';
import { runRenderLoop } from '../../../../src/engine/render-loop.ts';
import { createSeqlockMemory, openSeqlock, type Seqlock } from '../../../../src/engine/seqlock.ts';
import { threadError } from '../../../../src/engine/thread-message.ts';
import { createTimesMeter } from '../../../../src/engine/times-meter.ts';
import { createOwnMemory } from '../audio/browser-memory.ts';
import { PART_FRAMES } from '../audio/deck-mixer.ts';
import { createMessageDeck } from '../audio/message-deck.ts';
import { createGateLatency, type GateLatency } from './gate-latency.ts';
import type { RenderCommand, RenderReport, RenderStart } from './messages.ts';
import { openFetchedProgram } from './open-fetched-program.ts';
import { createReporter } from './reporter.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';
import { workerClock } from './worker-clock.ts';

/** The ports of a render Worker. */
interface Ports {
  readonly engine: MessagePort;
  readonly mixer: MessagePort;
}

/** Runs a render Worker, which reads the panel's inputs itself: opens its program, joins the stream, renders until a 'stop' command. */
export async function runRenderWorker(start: RenderStart, ports: Ports): Promise<void> {
  const post = (report: RenderReport): void => ports.engine.postMessage(report);
  try {
    await run(start, ports, post);
    post({ kind: 'ended' });
  } catch (error) {
    post({ kind: 'failed', error: threadError(error) });
  }
}

/** The Worker's parts that receive messages; they do so while the program opens. */
interface Reception {
  readonly deck: Deck;
  readonly meters: Meters;
  readonly buffering: Buffering;
  readonly transport: Seqlock;
  readonly inputs: MergedInputs;
  readonly latency: GateLatency;
  readonly wakeUp: WakeUp;
  /** Returns the commands since the last call. */
  takeCommands(): readonly Command[];
  /** Meters and log, where the engine does not share them. */
  readonly unshared: { readonly meters: MetersMemory; readonly played: PlayedLog | undefined } | undefined;
}

function receive({ block, headroom, memory: shared, deck: index }: RenderStart, { engine, mixer }: Ports): Reception {
  const memory = shared ?? createOwnMemory();
  const meters = openMeters(memory.meters);
  const own = openDeck(memory.decks[index]);
  const messageDeck = createMessageDeck(own, (sent) => mixer.postMessage(sent, [sent.samples.buffer]));
  // A deck of this Worker alone is in use from the start.
  if (shared === undefined) own.generation = 1;
  const transport = openSeqlock(createSeqlockMemory(TRANSPORT_SIZE));
  const buffering = { block, period: PART_FRAMES, headroom, gateFrames: block + headroom };
  const latency = createGateLatency({ nowUs: workerClock.nowUs, add: meters.gateLatencyUs.add });
  const wakeUp = createWakeUp();
  const inputs = withPanelInputs({}, workerClock);
  const commands: Command[] = [];
  engine.onmessage = ({ data }: MessageEvent<RenderCommand>) => {
    if (data.kind === 'panel') {
      if (data.message.kind === 'gate' && data.message.gate === 0 && data.message.isHigh) latency.press();
      inputs.receive(data.message);
    } else if (data.kind === 'headroom') {
      buffering.headroom = data.frames;
      buffering.gateFrames = block + data.frames;
    } else commands.push(data);
    wakeUp.wake();
  };
  const position = new Float64Array(TRANSPORT_SIZE);
  mixer.onmessage = ({ data }: MessageEvent<number>) => {
    position[0] = data;
    position[1] = workerClock.nowUs();
    transport.write(position);
    if (shared === undefined) messageDeck.played(data);
    latency.played(data);
    wakeUp.wake();
  };
  return {
    deck: shared === undefined ? messageDeck.deck : own,
    meters,
    buffering,
    transport,
    inputs,
    latency,
    wakeUp,
    takeCommands: () => commands.splice(0),
    unshared: shared === undefined ? { meters: memory.meters, played: own.played } : undefined,
  };
}

async function run(start: RenderStart, ports: Ports, post: (report: RenderReport) => void): Promise<void> {
  const { deck, meters, buffering, transport, inputs, latency, wakeUp, takeCommands, unshared } = receive(start, ports);
  const control = createControl({ settings: start.settings });
  const controls = openSeqlock(createSeqlockMemory(RECORD_SIZE));
  const program = await openFetchedProgram(start.program, start.folder);
  const { renderer } = program;
  const stepper = createControlStepper({
    inputs,
    control,
    controls,
    decks: [deck],
    onKnob: (event) => post({ kind: 'knob', event }),
    onFault: (input, error) => post({ kind: 'input-fault', input, error: threadError(error) }),
    onLostEdge: () => meters.count('lostEdges'),
  });
  const report = createReporter({ controls, recordSize: RECORD_SIZE, unshared, post });
  const addTimes = createTimesMeter(program, meters);
  let isStopped = false;

  function dispatch(): boolean {
    for (const command of takeCommands()) {
      if (command.kind === 'stop') isStopped = true;
      else if (command.kind === 'settings') control.configure(command.settings);
      else program.handle(command);
    }
    const nowUs = workerClock.nowUs();
    stepper.step(nowUs);
    report(nowUs);
    return !isStopped;
  }

  try {
    await runRenderLoop({
      renderer,
      deck,
      controls,
      transport,
      meters,
      buffering,
      nowUs: workerClock.nowUs,
      cpuTimeUs: () => null,
      skipsMissed: true,
      dispatch,
      waitForRoom: (maxFill) => wakeUp.waitUntil(() => deck.samples.fill <= maxFill),
      onStart: (startFrame) =>
        post({ kind: 'started', startFrame, latencyFrames: renderer.latencyFrames, notice: program.notice }),
      onBlock: () => {
        latency.triggered(deck.triggerFrame);
        addTimes();
      },
    });
  } finally {
    wakeUp.close();
    await program.close();
  }
}
