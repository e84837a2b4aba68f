import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { PanelInput } from '../contracts/panel-input.ts';
import type { BoardInputs, Target } from '../contracts/target.ts';
import { createControl } from '../control/control.ts';
import { withPanelInputs } from '../control/panel-inputs.ts';
import { createPerformedInputs } from '../control/performance/performed-inputs.ts';
import { openClockMode } from './clock-mode.ts';
import { createDispatcher } from './commands.ts';
import { runControlLoop } from './control-loop.ts';
import { createControlStepper } from './control-stepper.ts';
import { openDeck } from './deck.ts';
import { openMeters } from './meters.ts';
import { openSeqlock } from './seqlock.ts';
import type { ControlThreadData } from './thread-data.ts';
import { type ThreadMessage, toPortable } from './thread-message.ts';

/** Moves of a hand that are kept for inputs that are still to be opened; a page says no more in that moment. */
const MOST_EARLY = 256;
/** Longest wait before the thread looks at its orders again, ms. */
const PATIENCE_MS = 20;

/** The control thread's life: opens the jacks, or plays a performance in their place, and looks at them until told to stop. */
export async function runControlThread(
  { memory, settings, performance }: ControlThreadData,
  { target, port }: { target: Target; port: MessagePort },
): Promise<void> {
  const tell = (message: ThreadMessage): void => port.postMessage(message);
  const meters = openMeters(memory.meters);
  const control = createControl({ settings });
  let receive: ((input: PanelInput) => void) | undefined;
  const early: PanelInput[] = [];
  let mayPerform = false;
  const obey = createDispatcher(port, (order) => {
    if (order.kind === 'settings') control.configure(order.settings);
    else if (order.kind === 'panel') {
      if (receive !== undefined) receive(order.message);
      else if (early.length < MOST_EARLY) early.push(order.message);
    } else if (order.kind === 'perform') mayPerform = true;
  });
  const isPaced = await openClockMode(memory.clockMode).wait(obey);
  if (isPaced === undefined) return;
  // Where time is the stream's own, the render thread looks at the jacks itself, block by block.
  while (!isPaced) {
    if (!obey()) return;
    await sleep(PATIENCE_MS);
  }

  const clock = target.createClock();
  // Nobody plays to an empty hall: live, a performance waits until there is somebody to hear its gates.
  while (performance !== undefined && !mayPerform) {
    if (!obey()) return;
    await sleep(1);
  }
  const startUs = clock.nowUs();
  let board: BoardInputs;
  if (performance === undefined) {
    const merged = withPanelInputs(await target.openInputs(clock), clock);
    for (const input of early) merged.receive(input);
    ({ receive } = merged);
    board = merged;
  } else board = createPerformedInputs(performance, { clock, startUs });
  if (performance !== undefined) tell({ kind: 'performing', startUs });
  const stepper = createControlStepper({
    inputs: board,
    control,
    controls: openSeqlock(memory.controls),
    decks: memory.decks.map(openDeck),
    onKnob: (event) => tell({ kind: 'knob', event }),
    onFault: (input, error) => tell({ kind: 'input-fault', input, error: toPortable(error) }),
    onLostEdge: () => meters.count('lostEdges'),
  });
  try {
    runControlLoop({ stepper, dispatch: obey, nowUs: clock.nowUs });
  } finally {
    await Promise.all([board.cv?.close(), board.gates?.close(), board.knob?.close()]);
  }
}
