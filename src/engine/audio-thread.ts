import type { MessagePort } from 'node:worker_threads';
import type { Target } from '../contracts/target.ts';
import { runAudioLoop } from './audio-loop.ts';
import { openClockMode } from './clock-mode.ts';
import { createDispatcher } from './commands.ts';
import { openDeck } from './deck.ts';
import { TRANSPORT_SIZE } from './engine-memory.ts';
import { bufferingOf } from './latency.ts';
import { openMeters } from './meters.ts';
import { createMixer } from './mixer.ts';
import { openProbe } from './probe.ts';
import { openSampleRing } from './sample-ring.ts';
import { openSeqlock } from './seqlock.ts';
import type { AudioThreadData } from './thread-data.ts';
import type { ThreadMessage } from './thread-message.ts';

/** A take-over from one deck to another lasts this long, seconds. */
const TAKE_OVER_SECONDS = 0.01;

/** The audio thread's life: opens the sink, asks for a real-time scheduler, plays, closes the sink. */
export async function runAudioThread(
  { memory, block, sink: name, sampleRate, frames }: AudioThreadData,
  { target, port }: { target: Target; port: MessagePort },
): Promise<void> {
  const meters = openMeters(memory.meters);
  const { period } = bufferingOf(block);
  const sink = target.createAudioSink(name);
  const stream = await sink.open({ sampleRate, periodFrames: period });
  openClockMode(memory.clockMode).set(stream.isClocked);
  // A file is written as fast as it can be: it needs no priority over others.
  const realtime = stream.isClocked
    ? target.createThreadControl().requestRealtime()
    : ({ isRealtime: false, reason: 'a file has no deadline' } as const);
  meters.set('realtime', realtime.isRealtime ? 1 : -1);
  const opened: ThreadMessage = {
    kind: 'opened',
    sink: sink.name,
    isClocked: stream.isClocked,
    sampleRate: stream.sampleRate,
    latencyFrames: stream.latencyFrames,
    notRealtime: realtime.isRealtime ? undefined : realtime.reason,
  };
  port.postMessage(opened);

  const transport = openSeqlock(memory.transport);
  const before = new Float64Array(TRANSPORT_SIZE);
  const mixer = createMixer({
    // A second audio thread goes on where the first one was lost.
    start: transport.read(before) ? before[0] : 0,
    decks: memory.decks.map(openDeck),
    meters,
    maxFrames: period,
    fadeFrames: Math.round(TAKE_OVER_SECONDS * sampleRate),
  });
  const obey = createDispatcher(port, (order) => {
    if (order.kind === 'fade-out') mixer.fadeOut(order.frames);
  });
  try {
    await runAudioLoop({
      mixer,
      stream,
      periodFrames: period,
      frames: stream.isClocked ? frames.clocked : frames.offline,
      transport,
      meters,
      tap: openSampleRing(memory.tap),
      probe: openProbe(memory.probe),
      nowUs: target.createClock().nowUs,
      dispatch: obey,
    });
  } finally {
    await stream.close();
  }
}
