import { EMPTY_REPORT } from '../../../../src/panel/jitter-buffer.ts';
import type { AudioPlayback } from '../../../../src/panel/page/audio-playback.ts';

/** The sound of the instrument in this page. */
export interface PageSound {
  /** Undefined before the first start. */
  readonly context: AudioContext | undefined;
  /** The last node of the graph. */
  readonly node: AudioNode | undefined;
  /** Starts or resumes the sound, inside the handler of a tap or key. @throws Error when the browser refuses */
  start(): Promise<void>;
  stop(): Promise<void>;
  onChange(listener: () => void): void;
}

/**
 * The panel's playback of an instrument in the same page. A call or a locked screen interrupts the sound: the sound button then shows it as
 * off, and the next tap anywhere resumes it; so does the page itself where the browser allows that.
 */
export function createPageAudio(sound: PageSound, onReport: () => void): AudioPlayback {
  let analyser: AnalyserNode | undefined;
  /** Whether the player has turned the sound on. */
  let isWanted = false;
  const isRunning = (): boolean => isWanted && sound.context?.state === 'running';
  const resume = (): void => {
    const { context } = sound;
    if (!isWanted || context === undefined || context.state === 'running' || document.visibilityState !== 'visible')
      return;
    // Refused during a call; the next tap resumes it.
    void context.resume().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', resume);
  addEventListener('pageshow', resume);
  // Before the controls handle it: a tap on the sound button of an interrupted sound is one that starts it.
  for (const touch of ['pointerup', 'keydown']) document.addEventListener(touch, resume, { capture: true });
  sound.onChange(() => {
    // Safari's 'interrupted' ends by a change of state, at which it allows a resume.
    resume();
    onReport();
  });

  return {
    report: EMPTY_REPORT,
    get analyser() {
      return analyser;
    },
    get isOn() {
      return isRunning();
    },
    start: async () => {
      isWanted = true;
      try {
        await sound.start();
      } catch (cause) {
        isWanted = false;
        throw cause;
      }
      if (analyser !== undefined || sound.context === undefined || sound.node === undefined) return;
      analyser = new AnalyserNode(sound.context, { fftSize: 4096, smoothingTimeConstant: 0 });
      sound.node.connect(analyser);
    },
    stop: async () => {
      isWanted = false;
      await sound.stop();
    },
    push: () => undefined,
    bufferMs: () => 0,
    deviceMs: () => {
      const { baseLatency = 0, outputLatency = 0 } = sound.context ?? {};
      return 1000 * (baseLatency + outputLatency);
    },
  };
}
