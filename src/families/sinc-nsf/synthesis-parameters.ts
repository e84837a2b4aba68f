/** The parameters of a sinc-nsf synthesis: the `synthesis` object of a model's manifest. */
export interface SynthesisParameters {
  /** Sub-frames a hop; gains ramp from each to the next. */
  readonly subframes: number;
  readonly partials: number;
  /** ERB-spaced noise bands; `transition` is the edge's width as a share of the band's. */
  readonly noiseBands: {
    readonly count: number;
    readonly lowHz: number;
    readonly highHz: number;
    readonly transition: number;
    /** Samples, a power of two. */
    readonly loopLength: number;
    /** Passes of `flattenEnvelope`; 0: the envelopes of random phases. */
    readonly flattening: number;
  };
  /** `gain(o) = exp(range * tanh(o / range) + offset) - exp(offset - range) + floor`; without `floor` it stays at `exp(offset - range)`. */
  readonly gain: { readonly range: number; readonly offset: number; readonly floor?: number | undefined };
  /** `cutoff(o) = lowHz * 2^(octaves * sigmoid(o))`. */
  readonly cutoff: { readonly lowHz: number; readonly octaves: number };
  /** Windowed-sinc crossover; `noiseFloor` is the share of the noise that is left below the cutoff. */
  readonly crossover: { readonly taps: number; readonly noiseFloor: number };
  /** Partials fade out around `nyquistFraction * sampleRate`. */
  readonly antiAlias: { readonly nyquistFraction: number; readonly widthHz: number };
  /** Free partials; a model without them has harmonics and noise alone. */
  readonly modes?: ModalParameters | undefined;
  /** Partials that move and end, in place of `modes`. */
  readonly tracks?: TrackParameters | undefined;
  /** Level lane: linear floor, and the scale of its log2 relative to the frame's RMS. */
  readonly level: { readonly floor: number; readonly relativeScale: number };
}

/** The bands in which the network gives the gains of a timbre's modes. */
export interface ModalParameters {
  /** ERB-spaced. */
  readonly bands: number;
  readonly bandLowHz: number;
  readonly bandHighHz: number;
  /** Octaves of energy below the whole sound's at which a band counts as empty. */
  readonly floorOctaves: number;
}

/** The same bands for the tracks of a moving timbre, and the level that they follow. */
export interface TrackParameters extends ModalParameters {
  /** Samples for which a peak of the level lane is held, and the time constant of its fall after that: as in the analysis. */
  readonly holdSamples: number;
  readonly releaseSeconds: number;
}

/** Samples a second and samples a block. */
export interface BlockTiming {
  readonly sampleRate: number;
  readonly hop: number;
}
