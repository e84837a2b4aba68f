import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { AudioJacks } from '../../contracts/audio-jacks.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { PanelInput } from '../../contracts/panel-input.ts';
import type { BoardInputs, Target } from '../../contracts/target.ts';
import { createControl } from '../../control/control.ts';
import { withPanelInputs } from '../../control/panel-inputs.ts';
import { createPerformedInputs } from '../../control/performance/performed-inputs.ts';
import { createControlStepper, type PlayerInputs } from '../control-stepper.ts';
import { openDeck } from '../deck.ts';
import { openMeters } from '../meters.ts';
import { openSeqlock } from '../seqlock.ts';
import type { ControlThreadData } from '../thread-data.ts';
import { type ThreadMessage, threadError } from '../thread-message.ts';
import { openClockMode } from './clock-mode.ts';
import { runControlLoop } from './control-loop.ts';
import { createDispatcher } from './dispatcher.ts';
import { openWake } from './wake.ts';

/** Panel inputs that are kept until the board's inputs are open; a panel sends fewer in that time. */
const MAX_EARLY_INPUTS = 256;
/** Interval at which an idle thread dispatches commands, ms. */
const IDLE_MS = 20;

/** Runs the control thread: opens the jacks, or plays a performance in their place, and reads them until a 'stop' command. */
export async function runControlThread(
  { memory, settings, audioJacks, performance }: ControlThreadData,
  { target, port }: { target: Target; port: MessagePort },
): Promise<void> {
  const post = (message: ThreadMessage): void => port.postMessage(message);
  const meters = openMeters(memory.meters);
  const control = createControl({ settings, isExact: performance?.isExact });
  let receive: ((input: PanelInput) => void) | undefined;
  const early: PanelInput[] = [];
  let mayPerform = false;
  const dispatch = createDispatcher(port, (command) => {
    if (command.kind === 'settings') control.configure(command.settings);
    else if (command.kind === 'panel') {
      if (receive !== undefined) receive(command.message);
      else if (early.length < MAX_EARLY_INPUTS) early.push(command.message);
      else meters.count('lostEdges');
    } else if (command.kind === 'start-performance') mayPerform = true;
  });
  const isClocked = await openClockMode(memory.clockMode).wait(dispatch);
  if (isClocked === undefined) return;
  // On an offline clock the render thread itself reads the performance, block by block; this thread is idle.
  while (!isClocked) {
    if (!dispatch()) return;
    await sleep(IDLE_MS);
  }
  // Live, a performance file starts only once a model is rendering, so that no gate is lost.
  while (performance !== undefined && !mayPerform) {
    if (!dispatch()) return;
    await sleep(1);
  }

  const clock = target.createClock();
  const startUs = clock.nowUs();
  let inputs: PlayerInputs;
  if (performance === undefined) {
    const merged = withPanelInputs(await openJacks(target, audioJacks, clock), clock, () => meters.count('lostEdges'));
    for (const input of early) merged.receive(input);
    ({ receive } = merged);
    inputs = merged;
  } else {
    inputs = createPerformedInputs(performance, { clock, startUs });
    post({ kind: 'performing', startUs });
  }
  const stepper = createControlStepper({
    inputs,
    control,
    controls: openSeqlock(memory.controls),
    decks: memory.decks.map(openDeck),
    onKnob: (event) => post({ kind: 'knob', event }),
    onFault: (input, error) => post({ kind: 'input-fault', input, error: threadError(error) }),
    onLostEdge: () => meters.count('lostEdges'),
  });
  try {
    runControlLoop({ stepper, dispatch, nowUs: clock.nowUs, wake: openWake(memory.controlWake) });
  } finally {
    await Promise.all([inputs.cv?.close(), inputs.gates?.close(), inputs.knob?.close()]);
  }
}

function openJacks(target: Target, jacks: AudioJacks | undefined, clock: Clock): Promise<BoardInputs> {
  if (jacks === undefined || target.openAudioInputs === undefined) return target.openInputs(clock);
  return target.openAudioInputs(jacks, clock);
}
