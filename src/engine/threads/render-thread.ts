import type { MessagePort } from 'node:worker_threads';
import type { Performance } from '../../control/performance/performance.ts';
import type { VoicePatch } from '../../voice/live-voice.ts';
import { continueFrom } from '../continue-from.ts';
import { type Deck, openDeck } from '../deck.ts';
import { bufferingOf } from '../latency.ts';
import { openMeters } from '../meters.ts';
import { createOfflineClock } from '../offline-clock.ts';
import { runRenderLoop } from '../render-loop.ts';
import { openSeqlock } from '../seqlock.ts';
import type { RenderThreadData } from '../thread-data.ts';
import type { ThreadMessage } from '../thread-message.ts';
import { createTimesMeter } from '../times-meter.ts';
import { openClockMode } from './clock-mode.ts';
import { createDispatcher } from './dispatcher.ts';
import { openGarbageCollector } from './garbage-collector.ts';
import { startNetworkThread } from './start-network.ts';
import type { ThreadDependencies } from './thread-dependencies.ts';

/** A performance in which nothing happens. */
const EMPTY_PERFORMANCE: Performance = { cv: [[], [], [], []], edges: [], knob: [], endSeconds: 0 };

/** Added to the distance of the first frame when a sound has to be joined, frames: the time that joining takes. */
const JOINING_FRAMES = 2048;

/** Runs a render thread: opens its program, joins the stream, renders until a 'stop' command. */
export async function runRenderThread(
  data: RenderThreadData,
  { target, port, openProgram, openNetwork, threadFile }: ThreadDependencies & { readonly port: MessagePort },
): Promise<void> {
  const { memory, block, program: spec, settings } = data;
  const post = (message: ThreadMessage): void => port.postMessage(message);
  const meters = openMeters(memory.meters);
  const decks = memory.decks.map(openDeck);
  const deck = decks[data.deck];
  const clock = target.createClock();
  const threadControl = target.createThreadControl();

  const fallback = data.isFallback ? target.createFallback?.() : undefined;
  const accelerator = spec.kind === 'model' ? spec.accelerator : undefined;
  const { isFallback } = data;
  const mayStart = threadFile !== undefined && openNetwork !== undefined;
  const program = await openProgram(spec, fallback ?? target.createAccelerator(accelerator), {
    block,
    ...(mayStart && {
      startNetwork: ({ modelsDirectory, model }, hop) =>
        startNetworkThread(new URL(threadFile), { modelsDirectory, model, hop, accelerator, isFallback }),
    }),
  });
  const { renderer } = program;
  const dispatch = createDispatcher(port, (command) => program.handle(command));
  const isClocked = await openClockMode(memory.clockMode).wait(dispatch);
  if (isClocked === undefined) return program.close();
  program.setLive?.(isClocked);

  // A block that is due goes before everything else (a browser, a download); it takes a fifth of a core at most.
  if (isClocked) threadControl.requestRealtime('second');
  const controls = openSeqlock(memory.controls);
  const performance = data.performance ?? EMPTY_PERFORMANCE;
  const { sampleRate } = renderer;
  continueFrom(performance, renderer);
  const patches = {
    timed: (spec.kind === 'model' && spec.timedPatches) || [],
    apply: (patch: VoicePatch) => program.handle({ kind: 'patch', patch }),
  };
  const garbage = openGarbageCollector(meters);
  try {
    await runRenderLoop({
      renderer,
      deck,
      controls,
      transport: openSeqlock(memory.transport),
      meters,
      buffering: bufferingOf(block),
      ...(isClocked
        ? {}
        : { advance: createOfflineClock({ performance, settings, sampleRate, controls, deck, patches }) }),
      nowUs: clock.nowUs,
      cpuTimeUs: threadControl.cpuTimeUs,
      dispatch,
      delayFrames: program.join !== undefined && soundingTrigger(decks, deck) >= 0 ? JOINING_FRAMES : 0,
      join: async (startFrame) => {
        const trigger = soundingTrigger(decks, deck);
        if (trigger >= 0 && trigger < startFrame) await program.join?.(startFrame - trigger);
      },
      onStart: (startFrame) => {
        post({ kind: 'started', startFrame, latencyFrames: renderer.latencyFrames, notice: program.notice });
      },
      collectGarbage: garbage.collect,
      onBlock: createTimesMeter(program, meters),
    });
  } finally {
    await program.close();
  }
}

/** Frame of the stream at which another deck's sound was triggered, or -1. */
function soundingTrigger(decks: readonly Deck[], deck: Deck): number {
  const leader = decks.find((other) => other !== deck && other.generation !== 0 && other.triggerFrame >= 0);
  return leader === undefined ? -1 : leader.triggerFrame;
}
