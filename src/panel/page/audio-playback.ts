import type { JitterReport } from '../jitter-buffer.ts';
import { openPlayer, type Player } from './player.ts';

const NOTHING: JitterReport = { fill: 0, averageFill: 0, targetFill: 0, underruns: 0, skips: 0, nonSilentBlocks: 0 };

export interface AudioPlayback {
  /** Plays from now on; needs a click before, as browsers want it. `senderRate` is the instrument's, Hz. */
  start(senderRate: number): Promise<void>;
  stop(): Promise<void>;
  push(samples: Float32Array): void;
  /** What waits here, ms. */
  bufferMs(): number;
  /** From here to the ear, ms: what the browser and its device add. */
  deviceMs(): number;
  readonly report: JitterReport;
  readonly analyser: AnalyserNode | undefined;
  readonly isOn: boolean;
}

/** Plays what comes over the network: a thread with a short buffer that follows the sender's clock. */
export function createAudioPlayback(onReport: () => void): AudioPlayback {
  let playing: { context: AudioContext; player: Player; analyser: AnalyserNode; senderRate: number } | undefined;
  let report = NOTHING;
  let isStarting = false;
  // A phone stops the sound of a page that is not seen.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void playing?.context.resume();
  });

  async function open(senderRate: number): Promise<void> {
    const context = openContext(senderRate);
    try {
      const player = await openPlayer(context, {
        senderRate,
        onReport: (latest) => {
          report = latest;
          onReport();
        },
      });
      const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
      player.node.connect(analyser).connect(context.destination);
      await context.resume();
      report = NOTHING;
      playing = { context, player, analyser, senderRate };
    } catch (cause) {
      await context.close();
      throw cause;
    }
  }

  return {
    get report() {
      return report;
    },
    get analyser() {
      return playing?.analyser;
    },
    get isOn() {
      return playing !== undefined;
    },
    start: async (senderRate) => {
      if (playing !== undefined || isStarting) return;
      isStarting = true;
      await open(senderRate).finally(() => {
        isStarting = false;
      });
    },
    stop: async () => {
      const ending = playing;
      playing = undefined;
      await ending?.context.close();
    },
    push: (samples) => playing?.player.push(samples),
    bufferMs: () => (playing === undefined ? 0 : (1000 * report.averageFill) / playing.senderRate),
    deviceMs: () => {
      if (playing === undefined) return 0;
      const { baseLatency, outputLatency } = playing.context;
      // Not every browser knows them.
      return 1000 * ((baseLatency || 0) + (outputLatency || 0));
    },
  };
}

/** At the instrument's own rate where the browser can; otherwise the player resamples. */
function openContext(sampleRate: number): AudioContext {
  try {
    return new AudioContext({ sampleRate, latencyHint: 'interactive' });
  } catch {
    return new AudioContext({ latencyHint: 'interactive' });
  }
}
