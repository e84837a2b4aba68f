import { createJitterBuffer, type JitterReport } from '../jitter-buffer.ts';
import playerUrl from './player-worklet.ts?worker&url';

/** Block of a player without a thread, samples: 46 ms at 44.1 kHz, as a busy page needs. */
const BLOCK = 2048;

/** Plays what it is given; the end of a graph's beginning. */
export interface Player {
  readonly node: AudioNode;
  push(samples: Float32Array): void;
}

/**
 * A player on the browser's audio thread. A page that came over a network without TLS gets none from the browser (a worklet
 * wants a secure context, and a phone's page is none); its player runs in the page itself, and later.
 */
export async function openPlayer(
  context: AudioContext,
  { senderRate, onReport }: { senderRate: number; onReport: (report: JitterReport) => void },
): Promise<Player> {
  // The types say that it is always there.
  const worklet: AudioWorklet | undefined = context.audioWorklet;
  return worklet === undefined
    ? openInPage(context, senderRate, onReport)
    : openOnThread(context, senderRate, onReport);
}

async function openOnThread(
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

function openInPage(context: AudioContext, senderRate: number, onReport: (report: JitterReport) => void): Player {
  const buffer = createJitterBuffer({ ratio: senderRate / context.sampleRate });
  const node = context.createScriptProcessor(BLOCK, 0, 1);
  node.onaudioprocess = ({ outputBuffer }) => {
    buffer.pull(outputBuffer.getChannelData(0));
    onReport(buffer.report());
  };
  return { node, push: (samples) => buffer.push(samples) };
}
