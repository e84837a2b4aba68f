import { COLOUR_ANALYSIS } from './timbre.ts';

/** Samples from one point of a moving timbre's grid to the next one. */
export const GRID_SAMPLES = 512;
/** Grid points from one colour, with its descriptors, to the next one. */
export const POINTS_PER_COLOUR = COLOUR_ANALYSIS.hop / GRID_SAMPLES;
/** Most tracks of a moving timbre. */
export const MAX_TRACKS = 96;
