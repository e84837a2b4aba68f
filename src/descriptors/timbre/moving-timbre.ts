/** The properties of a sound that change over time, beside its descriptors. The grid has a point every 512 samples. */
export interface MovingTimbre {
  /** Number of grid points. */
  readonly points: number;
  readonly tracks: readonly Track[];
  /** Share of the energy that the pitch's harmonics explain beside the tracks, 0-1, one value a grid point. */
  readonly harmonicity: Float32Array;
  /** Shares of energy of 24 ERB bands in dB, -60 to 0, at every second grid point: 24 values each. */
  readonly colour: Float32Array;
  /** The sound's own seven descriptors at every second grid point, natural units, 7 values each: the encoder's other input; editing a curve leaves them. */
  readonly own: Float32Array;
}

/** One partial: it sounds at the grid points first ... first + ratio.length - 1. */
export interface Track {
  readonly first: number;
  /** Of its sine at the sound's first sample, cycles 0-1. */
  readonly phase: number;
  /** Hz, one value a point, or a single value for a steady partial. */
  readonly hz: Float32Array;
  /** Amplitude over the held level lane, one value a point. */
  readonly ratio: Float32Array;
}
