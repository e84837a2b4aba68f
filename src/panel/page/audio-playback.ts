import { EMPTY_REPORT, type JitterReport } from '../jitter-buffer.ts';
import { openPlayer, type Player } from './player.ts';

export interface AudioPlayback {
  /** Starts playback, within a click: browsers require one. `senderRate` is the instrument's sample rate, Hz. */
  start(senderRate: number): Promise<void>;
  stop(): Promise<void>;
  /** Pauses playback until `resume`, without an instrument to play; absent where the page itself is the instrument. */
  pause?(): void;
  /** Ends a pause, without a click where the browser permits that; otherwise the next touch ends it. */
  resume?(): void;
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
  let isPaused = false;
  // A phone suspends the audio of a hidden page, and of every page during a call; some resume it at a touch alone.
  const wake = (): void => {
    const { context } = playing ?? {};
    if (context === undefined || isPaused || context.state === 'running' || document.visibilityState !== 'visible')
      return;
    // Refused during a call; the next touch resumes it.
    void context.resume().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', wake);
  for (const touch of ['pointerup', 'keydown']) document.addEventListener(touch, wake);

  async function open(senderRate: number): Promise<void> {
    const context = openContext(senderRate);
    // Safari of a phone accepts this within the click alone, before anything is awaited.
    const resumed = context.resume();
    context.onstatechange = wake;
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
      await resumed;
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
      return isPaused ? undefined : playing?.analyser;
    },
    get isOn() {
      return playing !== undefined && !isPaused;
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
      isPaused = false;
      await ending?.context.close();
    },
    // The context stays open: browsers let one resume without a click that a click has started, and no other.
    pause: () => {
      if (playing === undefined) return;
      isPaused = true;
      void playing.context.suspend();
    },
    resume: () => {
      isPaused = false;
      wake();
    },
    push: (samples) => {
      if (!isPaused) playing?.player.push(samples);
    },
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
