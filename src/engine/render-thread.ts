import type { MessagePort } from 'node:worker_threads';
import type { Target } from '../contracts/target.ts';
import type { Performance } from '../control/performance/performance.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import type { Renderer } from '../voice/renderer.ts';
import { openClockMode } from './clock-mode.ts';
import { createDispatcher } from './commands.ts';
import { openDeck } from './deck.ts';
import { openGarbageCollector } from './garbage-collector.ts';
import { bufferingOf } from './latency.ts';
import { openMeters } from './meters.ts';
import { createOfflineClock } from './offline-clock.ts';
import { runRenderLoop } from './render-loop.ts';
import { openSeqlock } from './seqlock.ts';
import type { Command, ProgramSpec, RenderThreadData } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** A player with what only its maker knows. */
export interface Program {
  readonly renderer: Renderer;
  /** Carries out an order for whoever plays: other sets, other modes. */
  handle(order: Command): void;
  /** Takes up, `elapsed` samples after its trigger, the sound that another player is in. */
  join?(elapsed: number): Promise<void>;
  /** Time spent so far in network and synthesis, µs. */
  times?(): { readonly networkUs: number; readonly dspUs: number };
  close(): Promise<void>;
}

/** Makes a player of a repertoire, ready to play; the composition root knows how. */
export type OpenProgram = (
  repertoire: ProgramSpec,
  accelerator: ReturnType<Target['createAccelerator']>,
) => Promise<Program>;

/** A performance in which nothing happens. */
const NOBODY: Performance = { cv: [[], [], [], []], edges: [], knob: [], endSeconds: 0 };

/** How much later than usual a sound is joined, frames: the time that joining takes. */
const JOINING_FRAMES = 2048;

/** A render thread's life: opens what it plays, takes its place in the stream, plays until it is told to stop. */
export async function runRenderThread(
  data: RenderThreadData,
  { target, port, openProgram }: { target: Target; port: MessagePort; openProgram: OpenProgram },
): Promise<void> {
  const { memory, deck: index, block, program: repertoire, settings } = data;
  const tell = (message: ThreadMessage): void => port.postMessage(message);
  const meters = openMeters(memory.meters);
  const decks = memory.decks.map(openDeck);
  const deck = decks[index];
  const clock = target.createClock();
  const threadControl = target.createThreadControl();

  const accelerator = data.isFallback ? target.createFallback?.() : undefined;
  const performer = await openProgram(repertoire, accelerator ?? target.createAccelerator());
  const { renderer: player } = performer;
  const obey = createDispatcher(port, performer.handle);
  const isPaced = await openClockMode(memory.clockMode).wait(obey);
  if (isPaced === undefined) return performer.close();

  // All else (a browser, a download) can wait for a block that is due; it takes a fifth of a core at most.
  if (isPaced) threadControl.requestRealtime('second');
  const controls = openSeqlock(memory.controls);
  const performance = data.performance ?? NOBODY;
  const { sampleRate } = player;
  const choices = {
    timed: (repertoire.kind === 'model' && repertoire.timedPatches) || [],
    apply: (repertory: VoicePatch) => performer.handle({ kind: 'repertory', patch: repertory }),
  };
  /** Frame of the stream at which another deck's sound was triggered, if one sounds. */
  const underWay = (): number => {
    const leader = decks.find((other) => other !== deck && other.generation !== 0 && other.triggerFrame >= 0);
    return leader === undefined ? -1 : leader.triggerFrame;
  };
  const garbage = openGarbageCollector(meters);
  let before = performer.times?.();
  try {
    await runRenderLoop({
      renderer: player,
      deck,
      controls,
      transport: openSeqlock(memory.transport),
      meters,
      buffering: bufferingOf(block),
      ...(isPaced
        ? {}
        : { advance: createOfflineClock({ performance, settings, sampleRate, controls, deck, patches: choices }) }),
      nowUs: clock.nowUs,
      cpuTimeUs: threadControl.cpuTimeUs,
      dispatch: obey,
      delayFrames: performer.join !== undefined && underWay() >= 0 ? JOINING_FRAMES : 0,
      onStart: async (startFrame) => {
        const trigger = underWay();
        if (performer.join !== undefined && trigger >= 0 && trigger < startFrame)
          await performer.join(startFrame - trigger);
        tell({ kind: 'started', startFrame, latencyFrames: player.latencyFrames });
      },
      collectGarbage: garbage.collect,
      onBlock: () => {
        const now = performer.times?.();
        if (now === undefined || before === undefined) return;
        if (now.networkUs > before.networkUs) meters.networkUs.add(now.networkUs - before.networkUs);
        meters.dspUs.add(now.dspUs - before.dspUs);
        before = now;
      },
    });
  } finally {
    await performer.close();
  }
}
