/** The seven descriptors, in the order in which every array holds them. */
export const DESCRIPTORS = ['rms', 'zcr', 'rolloff', 'flatness', 'bandwidth', 'centroid', 'f0'] as const;

export type DescriptorName = (typeof DESCRIPTORS)[number];

/** How curves were measured: sample rate in Hz, hop and windows in samples, dither in dBFS or none. */
export interface AnalysisSettings {
  readonly sampleRate: number;
  readonly hop: number;
  readonly windows: {
    readonly rms: number;
    readonly spectral: number;
    readonly zcr: number;
    readonly f0: number;
  };
  readonly ditherDb: number | null;
}

/** The analysis settings of the default model's training data. */
export const DEFAULT_ANALYSIS: AnalysisSettings = {
  sampleRate: 44_100,
  hop: 256,
  windows: { rms: 512, spectral: 1024, zcr: 1024, f0: 2048 },
  ditherDb: null,
};
