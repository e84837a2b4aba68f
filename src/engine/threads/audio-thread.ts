import type { MessagePort } from 'node:worker_threads';
import type { AudioStream } from '../../contracts/audio-sink.ts';
import type { Target } from '../../contracts/target.ts';
import { openDeck } from '../deck.ts';
import { TRANSPORT_SIZE } from '../engine-memory.ts';
import { bufferingOf } from '../latency.ts';
import { openMeters } from '../meters.ts';
import { createMixer } from '../mixer.ts';
import { openProbe } from '../probe.ts';
import { openSampleHistory } from '../sample-history.ts';
import { openSampleRing } from '../sample-ring.ts';
import { openSeqlock } from '../seqlock.ts';
import type { AudioThreadData } from '../thread-data.ts';
import { type ThreadMessage, threadError } from '../thread-message.ts';
import { runAudioLoop } from './audio-loop.ts';
import { openClockMode } from './clock-mode.ts';
import { createDispatcher } from './dispatcher.ts';
import { openOptionalSink } from './optional-sink.ts';

/** Length of the cross-fade from one deck to the next, seconds. */
const CROSS_FADE_SECONDS = 0.01;

/** Runs the audio thread: opens the sink, requests real-time scheduling, plays, closes the sink. */
export async function runAudioThread(
  { memory, block, sink, bufferFrames, isSinkOptional, sampleRate, gain, frames }: AudioThreadData,
  { target, port }: { target: Target; port: MessagePort },
): Promise<void> {
  const meters = openMeters(memory.meters);
  const { period } = bufferingOf(block);
  const format = { sampleRate, periodFrames: period };
  let wished: Pick<AudioThreadData, 'sink' | 'bufferFrames'> = { sink, bufferFrames };
  const announce = ({ isClocked, sampleRate: rate, latencyFrames }: AudioStream, missing?: unknown): void => {
    openClockMode(memory.clockMode).set(isClocked);
    // A file is written as fast as possible and has no deadline: it needs no priority over other threads.
    const realtime = isClocked
      ? target.createThreadControl().requestRealtime()
      : ({ isRealtime: false, reason: 'a file has no deadline', missingPackage: undefined } as const);
    meters.set('realtime', realtime.isRealtime ? 1 : -1);
    const opened: ThreadMessage = {
      kind: 'opened',
      sink: target.createAudioSink(wished.sink).name,
      isClocked,
      sampleRate: rate,
      latencyFrames,
      notRealtime: realtime.isRealtime ? undefined : realtime.reason,
      missingPackage: realtime.isRealtime ? undefined : realtime.missingPackage,
      missing: missing === undefined ? undefined : threadError(missing),
    };
    port.postMessage(opened);
  };
  const openSilence = () => target.createAudioSink('null').open(format);
  const openSink = () => target.createAudioSink(wished.sink).open({ ...format, bufferFrames: wished.bufferFrames });
  const optional = isSinkOptional
    ? await openOptionalSink({ sampleRate, openSink, openSilence, onChange: announce })
    : undefined;
  const stream = optional ?? (await openSink());
  if (optional === undefined) announce(stream);

  const transport = openSeqlock(memory.transport);
  const lastPosition = new Float64Array(TRANSPORT_SIZE);
  const mixer = createMixer({
    // A restarted audio thread continues where the first one was lost.
    start: transport.read(lastPosition) ? lastPosition[0] : 0,
    decks: memory.decks.map(openDeck),
    meters,
    maxFrames: period,
    fadeFrames: Math.round(CROSS_FADE_SECONDS * sampleRate),
    gain,
  });
  const dispatch = createDispatcher(port, (command) => {
    if (command.kind === 'fade-out') mixer.fadeOut(command.frames);
    else if (command.kind === 'volume') mixer.setGain(command.gain);
    else if (command.kind === 'sink') {
      wished = command;
      optional?.reopen();
    }
  });
  try {
    await runAudioLoop({
      mixer,
      stream,
      periodFrames: period,
      frames: stream.isClocked ? frames.clocked : frames.offline,
      leadFrames: stream.isClocked ? 0 : frames.lead,
      transport,
      meters,
      tap: openSampleRing(memory.tap),
      history: openSampleHistory(memory.history),
      probe: openProbe(memory.probe),
      nowUs: target.createClock().nowUs,
      dispatch,
    });
  } finally {
    await stream.close();
  }
}
