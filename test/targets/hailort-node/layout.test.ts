import { describe, expect, it } from 'vitest';
import * as layout from '../../../targets/hailort-node/src/layout.ts';

/** Compiled from the headers of each release on 64-bit Linux; the C side asserts the same numbers in `fake/abi.h`. */
describe('the structs of hailort.h', () => {
  it('have constant sizes and offsets from 4.17 to 5.2', () => {
    expect(layout.VERSION).toEqual({ size: 12, major: 0, minor: 4, revision: 8 });
    expect(layout.DEVICE_ID.size).toBe(32);
    expect(layout.TEMPERATURE).toEqual({ size: 12, first: 0, second: 4, samples: 8 });
    expect(layout.FORMAT).toEqual({ size: 12, type: 0, order: 4, flags: 8 });
    expect(layout.QUANT).toEqual({ size: 16, zeroPoint: 0, scale: 4, min: 8, max: 12 });
    expect(layout.VSTREAM_PARAMS).toEqual({ size: 156, name: 0, format: 128, timeoutMs: 140, queueSize: 144 });
    expect(layout.GROUP_INFO).toEqual({ size: 129, name: 0, isMultiContext: 128 });
    expect(layout.VDEVICE_PARAMS).toMatchObject({ size: 40, deviceIds: 8, groupId: 24 });
    expect(layout.IDENTITY).toMatchObject({ size: 140, firmware: 4, isRelease: 53, architecture: 56 });
  });

  it.each([
    [17, 432, 416, 336],
    [18, 432, 416, 336],
    [19, 432, 416, 336],
    [20, 436, 420, 340],
    [21, 436, 420, 340],
    [22, 436, 420, 340],
    [23, 436, 420, 340],
    [24, 436, 420, 340],
  ])('that grew with 4.20 have the sizes of 4.%i', (minor, vstreamSize, quant, streamSize) => {
    const { vstream, stream } = layout.infoLayoutOf({ major: 4, minor });
    expect(vstream).toMatchObject({ size: vstreamSize, name: 0, networkName: 128, direction: 388, format: 392 });
    expect(vstream).toMatchObject({ shape: 404, quant });
    const grown = streamSize - 336;
    expect(stream).toMatchObject({ size: streamSize, dataBytes: 160 + grown, name: 185 + grown, quant: 316 + grown });
  });
});
