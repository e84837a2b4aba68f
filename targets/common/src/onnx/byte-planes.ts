/** Bytes of a float. */
const PLANES = 4;

/** Added to the name of a file in planes. */
export const PLANES_SUFFIX = '.planes';

/** Joins the planes of a file of floats, which a static host compresses better than the file; `build/byte-planes.js` splits it. */
export function joinPlanes(planes: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.floor(planes.length / PLANES);
  const bytes = Uint8Array.from(planes);
  for (let plane = 0; plane < PLANES; plane++) {
    for (let n = 0; n < length; n++) bytes[n * PLANES + plane] = planes[plane * length + n];
  }
  return bytes;
}
