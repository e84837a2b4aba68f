import type { JitterReport } from '../jitter-buffer.ts';
import { openPlayer, type Player } from './player.ts';

const EMPTY_REPORT: JitterReport = {
  fill: 0,
  averageFill: 0,
  targetFill: 0,
  underruns: 0,
  skips: 0,
  nonSilentBlocks: 0,
};

export interface AudioPlayback {
  /** Starts playback. Browsers require a click first. `senderRate` is the instrument's sample rate, Hz. */
  start(senderRate: number): Promise<void>;
  stop(): Promise<void>;
  push(samples: Float32Array): void;
  /** Latency of the buffer, ms. */
  bufferMs(): number;
  /** Latency of the browser and its audio device, ms. */
  deviceMs(): number;
  readonly report: JitterReport;
  readonly analyser: AnalyserNode | undefined;
  readonly isOn: boolean;
}

/** Plays the audio received over the network: an audio thread with a short buffer that follows the sender's clock. */
export function createAudioPlayback(onReport: () => void): AudioPlayback {
  let playing: { context: AudioContext; player: Player; analyser: AnalyserNode; senderRate: number } | undefined;
  let report = EMPTY_REPORT;
  let isStarting = false;
  // A phone suspends the audio of a hidden page.
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
      report = EMPTY_REPORT;
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
      // Not every browser reports them.
      return 1000 * ((baseLatency || 0) + (outputLatency || 0));
    },
  };
}

/** Opens a context at the instrument's rate where the browser supports it; otherwise the player resamples. */
function openContext(sampleRate: number): AudioContext {
  try {
    return new AudioContext({ sampleRate, latencyHint: 'interactive' });
  } catch {
    return new AudioContext({ latencyHint: 'interactive' });
  }
}
