import { describe, expect, it } from 'vitest';
import { floatsOf, halvesOf } from '../../src/contracts/float-bytes.ts';

describe('raw numbers', () => {
  it('are read as little-endian float32 at any offset, without the last part of a number', () => {
    const bytes = new Uint8Array(1 + 12 + 3);
    const view = new DataView(bytes.buffer);
    const values = [-0.5, Number.NaN, 3.4e38];
    for (const [i, value] of values.entries()) view.setFloat32(1 + 4 * i, value, true);
    const read = floatsOf(bytes.subarray(1));
    expect([...read]).toEqual(values.map(Math.fround));
    bytes.fill(0);
    expect(read[0]).toBe(-0.5);
  });

  it('of 16 bits have the values that their bits mean, all 65 536 of them', () => {
    const bytes = new Uint8Array(2 * 65_536);
    const view = new DataView(bytes.buffer);
    for (let bits = 0; bits < 65_536; bits++) view.setUint16(2 * bits, bits, true);
    const read = halvesOf(bytes);
    const wrong: number[] = [];
    for (let bits = 0; bits < 65_536; bits++) {
      const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
      const finite = sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
      const value = exponent < 0x1f ? finite : fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
      if (!Object.is(read[bits], value)) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });
});
