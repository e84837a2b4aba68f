import { labelsOf } from './draw.ts';
import type { Faceplate, Hole } from './faceplate.ts';

export { parseFaceplate } from './faceplate.ts';

/** Numbers of the drawing in the panel's page, in mm from the upper left corner. */
export interface FaceplateDrawing extends Pick<Faceplate, 'width' | 'height' | 'window'> {
  /** With the diameter of the nut or knob over a hole; without one, of the hole. */
  readonly holes: readonly (Hole & { readonly cover: number })[];
  readonly labels: ReturnType<typeof labelsOf>;
}

/** The drawing of a faceplate. */
export function faceplateDrawing(faceplate: Faceplate): FaceplateDrawing {
  const { width, height, window, holes, clearance } = faceplate;
  const cover = ({ kind, diameter }: Hole): number => (kind === 'jack' || kind === 'knob' ? clearance[kind] : diameter);
  return {
    ...{ width, height, window },
    holes: holes.map((hole) => ({ ...hole, cover: cover(hole) })),
    labels: labelsOf(faceplate),
  };
}
