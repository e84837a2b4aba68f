import { describe, expect, it } from 'vitest';
import { decodeOsc, encodeOsc, encodeOscBundle } from '../../../src/panel/osc/osc-codec.ts';
import { damaged, failure, numbersFrom } from '../../fuzz/seeds.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('Open Sound Control', () => {
  it('reads the examples of its specification', () => {
    // "OSC Message Examples" of the specification 1.0.
    const frequency = bytesOf('/oscillator/4/frequency\0,f\0\0\x43\xdc\0\0');
    expect(decodeOsc(frequency)).toEqual([{ address: '/oscillator/4/frequency', args: [440] }]);
    const foo = '/foo\0\0\0\0,iisff\0\0\0\0\x03\xe8\xff\xff\xff\xffhello\0\0\0\x3f\x9d\xf3\xb6\x40\xb5\xb2\x2d';
    const [{ args }] = decodeOsc(bytesOf(foo)) ?? [{ args: [] }];
    expect(args).toEqual([1000, -1, 'hello', Math.fround(1.234), Math.fround(5.678)]);
  });

  it('writes what it reads, with integers, floats and strings of every length', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'abcd']) {
      const bytes = encodeOsc('/neurorack/x', [
        { type: 's', value: text },
        { type: 'i', value: -7 },
        { type: 'f', value: 5 },
      ]);
      expect(bytes.length % 4).toBe(0);
      expect(decodeOsc(bytes)).toEqual([{ address: '/neurorack/x', args: [text, -7, 5] }]);
    }
  });

  it('reads the messages of bundles within bundles in order, each by its own size', () => {
    const one = (n: number): Uint8Array => encodeOsc(`/n/${n}`, [{ type: 'i', value: n }]);
    const bundle = encodeOscBundle([one(1), encodeOscBundle([one(2), one(3)]), one(4)]);
    expect(decodeOsc(bundle)?.map(({ args }) => args[0])).toEqual([1, 2, 3, 4]);
  });

  it('reads types without bytes, and a message without type tags', () => {
    expect(decodeOsc(bytesOf('/x\0\0,TFNI\0\0\0'))).toEqual([
      { address: '/x', args: [true, false, null, Number.POSITIVE_INFINITY] },
    ]);
    expect(decodeOsc(bytesOf('/x\0\0'))).toEqual([{ address: '/x', args: [] }]);
  });

  it.each([
    ['nothing', ''],
    ['a length that is no multiple of four', '/x\0\0,i\0\0\0\0\0'],
    ['an address without its end', '/xyz'],
    ['an address without a slash', 'xyz\0,\0\0\0'],
    ['an unknown type', '/x\0\0,q\0\0'],
    ['fewer bytes than its types need', '/x\0\0,ii\0\0\0\0\x01'],
    ['more bytes than its types need', '/x\0\0,i\0\0\0\0\0\x01\0\0\0\x02'],
    ['a blob longer than the packet', '/x\0\0,b\0\0\x7f\xff\xff\xff'],
    ['a blob of negative length', '/x\0\0,b\0\0\xff\xff\xff\xff'],
    ['an element of a bundle that is longer than the bundle', '#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x40/x\0\0,\0\0\0'],
    ['an element of size 0', '#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\0'],
  ])('refuses a packet with %s', (_, text) => {
    expect(decodeOsc(bytesOf(text))).toBeUndefined();
  });

  it('refuses bundles that are nested a thousand deep', () => {
    let bundle = encodeOscBundle([]);
    for (let n = 0; n < 1000; n++) bundle = encodeOscBundle([bundle]);
    expect(decodeOsc(bundle)).toBeUndefined();
  });

  it('reads or refuses 10 000 damaged packets, and throws for none', () => {
    const whole = encodeOscBundle([
      encodeOsc('/neurorack/cv/1', [{ type: 'f', value: 2.5 }]),
      encodeOscBundle([encodeOsc('/neurorack/preset', [{ type: 's', value: 'Night' }])]),
      bytesOf('/x\0\0,bTihd\0\0\0\0\0\x04abcd\0\0\0\x01\0\0\0\0\0\0\0\x02\x40\x09\x21\xfb\0\0\0\0'),
    ]);
    expect(decodeOsc(whole)?.length).toBe(3);
    let refusals = 0;
    for (let seed = 0; seed < 10_000; seed++) {
      try {
        if (decodeOsc(damaged(whole, numbersFrom(seed))) === undefined) refusals++;
      } catch (error) {
        throw failure(seed, 'a packet threw', error);
      }
    }
    expect(refusals).toBeGreaterThan(1000);
    expect(refusals).toBeLessThan(10_000);
  });
});
