/** What the player thread tells of itself. */
export interface SoundReport {
  /** Samples that wait to be played. */
  readonly fill: number;
  readonly underruns: number;
  /** Blocks that were not silent. */
  readonly heard: number;
}

export interface Sound {
  /** Plays from now on; needs a click before, as browsers want it. */
  start(sampleRate: number): Promise<void>;
  stop(): Promise<void>;
  push(samples: Float32Array): void;
  /** From the instrument's sink to the ear, ms: what waits here and what the device adds. */
  latencyMs(): number;
  readonly report: SoundReport;
  readonly analyser: AnalyserNode | undefined;
  readonly isOn: boolean;
}

/** Plays what comes over the network: a thread with a short buffer that follows the sender's clock. */
export function createSound(onReport: () => void): Sound {
  let context: AudioContext | undefined;
  let node: AudioWorkletNode | undefined;
  let analyser: AnalyserNode | undefined;
  let report: SoundReport = { fill: 0, underruns: 0, heard: 0 };
  return {
    get report() {
      return report;
    },
    get analyser() {
      return analyser;
    },
    get isOn() {
      return context !== undefined;
    },
    start: async (sampleRate) => {
      if (context !== undefined) return;
      context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
      await context.audioWorklet.addModule(new URL('/player-worklet.js', location.href));
      node = new AudioWorkletNode(context, 'player', { numberOfInputs: 0, outputChannelCount: [1] });
      node.port.onmessage = ({ data }: MessageEvent<SoundReport>) => {
        report = data;
        onReport();
      };
      analyser = new AnalyserNode(context, { fftSize: 2048, smoothingTimeConstant: 0.5 });
      node.connect(analyser).connect(context.destination);
      await context.resume();
    },
    stop: async () => {
      const closing = context;
      context = undefined;
      node = undefined;
      analyser = undefined;
      await closing?.close();
    },
    push: (samples) => node?.port.postMessage(samples, [samples.buffer]),
    latencyMs: () => {
      if (context === undefined) return 0;
      const device = context.baseLatency + (context.outputLatency || 0);
      return 1000 * (report.fill / context.sampleRate + device);
    },
  };
}
