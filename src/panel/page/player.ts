import { createJitterBuffer, type JitterReport } from '../jitter-buffer.ts';
import playerUrl from './player-worklet.ts?worker&url';

/** Block size of a player on the main thread, samples: 46 ms at 44.1 kHz, enough for a busy page. */
const BLOCK = 2048;

/** Plays the samples pushed to it: the source node of an audio graph. */
export interface Player {
  readonly node: AudioNode;
  push(samples: Float32Array): void;
}

/**
 * Opens a player on the browser's audio thread. Worklets need a secure context, which a page served over a network without TLS is
 * not; its player runs on the main thread, with more latency.
 */
export async function openPlayer(
  context: AudioContext,
  { senderRate, onReport }: { senderRate: number; onReport: (report: JitterReport) => void },
): Promise<Player> {
  // Undefined in insecure contexts, although its type says otherwise.
  const worklet: AudioWorklet | undefined = context.audioWorklet;
  return worklet === undefined
    ? openOnMainThread(context, senderRate, onReport)
    : openOnAudioThread(context, senderRate, onReport);
}

async function openOnAudioThread(
  context: AudioContext,
  senderRate: number,
  onReport: (report: JitterReport) => void,
): Promise<Player> {
  await context.audioWorklet.addModule(playerUrl);
  const node = new AudioWorkletNode(context, 'player', {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { senderRate },
  });
  node.port.onmessage = ({ data }: MessageEvent<JitterReport>) => onReport(data);
  return { node, push: (samples) => node.port.postMessage(samples, [samples.buffer]) };
}

function openOnMainThread(context: AudioContext, senderRate: number, onReport: (report: JitterReport) => void): Player {
  const buffer = createJitterBuffer({ ratio: senderRate / context.sampleRate });
  const node = context.createScriptProcessor(BLOCK, 0, 1);
  node.onaudioprocess = ({ outputBuffer }) => {
    buffer.pull(outputBuffer.getChannelData(0));
    onReport(buffer.report());
  };
  return { node, push: (samples) => buffer.push(samples) };
}
