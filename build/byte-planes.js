// Networks are floats, whose mantissas no packer makes smaller; their exponents it does once they are beside each other. A file in planes has first
// byte 0 of every 4, then byte 1, 2, 3, and at last what is left: a static host sends it with a tenth less. `joinPlanes` of
// targets/common/src/onnx/byte-planes.ts is the inverse.

/** Bytes of a float. */
const PLANES = 4;

/** @param {Uint8Array} bytes @returns {Uint8Array} the same bytes in planes */
export function splitPlanes(bytes) {
  const length = Math.floor(bytes.length / PLANES);
  const planes = Uint8Array.from(bytes);
  for (let plane = 0; plane < PLANES; plane++)
    for (let n = 0; n < length; n++) planes[plane * length + n] = bytes[n * PLANES + plane];
  return planes;
}
