import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { joinPlanes } from '@neurorack/common/onnx';
import { describe, expect, it } from 'vitest';
import { splitPlanes } from '../../../build/byte-planes.js';

describe('a network in planes of bytes', () => {
  it('is the same network again, whatever its length', () => {
    for (const length of [0, 1, 3, 4, 5, 11, 1024, 1027]) {
      const bytes = Uint8Array.from({ length }, (_, n) => (n * 37 + (n >> 3)) % 256);
      expect(joinPlanes(splitPlanes(bytes))).toEqual(bytes);
    }
  });

  it('packs into 5 % less at least', () => {
    const network = readFileSync(new URL('../../../models/impacts/impacts.onnx', import.meta.url));
    expect(gzipSync(splitPlanes(network)).length).toBeLessThan(0.95 * gzipSync(network).length);
  });
});
