import { describe, expect, it } from 'vitest';
import { openDemand } from '../../src/engine/demand.ts';

describe('demand', () => {
  it('is met once the control thread has seen to the frame, and not before', () => {
    const memory = new SharedArrayBuffer(16);
    const render = openDemand(memory);
    const control = openDemand(memory);
    expect(control.next(0, 0)).toBe(0);
    expect(render.require(256, 0)).toBe(false);
    expect(control.next(0, 0)).toBe(256);
    control.fulfil(256);
    expect(render.require(256, 0)).toBe(true);
    expect(render.require(100, 0)).toBe(true);
    expect(control.next(256, 0)).toBe(256);
  });
});
