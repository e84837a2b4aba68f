import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { withSharedArrays } from '../../src/engine/shared-arrays.ts';

const rms = Float32Array.of(0.1, 0.2, 0.3);
const level = Float32Array.of(1, 2);
const message = {
  kind: 'patch',
  sets: [
    { name: 'Boom', curves: { rms }, level },
    { name: 'Bell', curves: { rms } },
  ],
  places: [{ x: 0.5, y: undefined }],
  indices: Uint8Array.of(1, 2),
};

describe('a message with shared arrays', () => {
  const shared = withSharedArrays(message);
  const [boom, bell] = shared.sets;

  it('equals the original', () => {
    expect(shared).toEqual(message);
  });

  it('holds its arrays in one shared buffer', () => {
    expect(boom?.level?.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(boom?.level?.buffer).toBe(boom?.curves.rms.buffer);
    expect(boom?.level?.buffer.byteLength).toBe(4 * 5);
    expect(bell?.curves.rms).toBe(boom?.curves.rms);
  });

  it('leaves the arrays of the sender untouched', () => {
    boom?.curves.rms.set([9]);
    expect(rms[0]).toBeCloseTo(0.1);
    boom?.curves.rms.set([0.1]);
  });

  it('arrives on another thread without a copy of its arrays', () => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(shared);
    const got = receiveMessageOnPort(port2)?.message as typeof message;
    boom?.level?.set([7]);
    expect(got.sets[0]?.level?.[0]).toBe(7);
    port1.close();
  });
});
