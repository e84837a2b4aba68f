import { join } from 'node:path';
import { hostTarget } from '@neurorack/target-host';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/families/families.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { openSession } from '../../../src/model/open-session.ts';
import {
  accelerator,
  encoderOf,
  IMPORTED,
  IMPORTED_NAMES,
  loadTiny,
  ringing,
  TINY_RAVE,
} from '../../families/rave/tiny-rave.ts';
import { distance } from '../../families/sinc-nsf/test-model.ts';

const create = () => hostTarget.createAccelerator('wasm');

describe('a model of the family rave in WebAssembly', () => {
  it.each([TINY_RAVE, ...IMPORTED_NAMES])('computes its reference output: %s', async (name) => {
    const models = createModelLibrary({ directory: IMPORTED, families: FAMILIES, accelerator: create() });
    const [checked] = await models.check(await models.load(name));
    expect(checked).toMatchObject({ frames: 48, passed: true });
    expect(checked.maxError).toBeLessThan(1e-5);
  });

  it.each(IMPORTED_NAMES)('encodes a sound as the native runtime does: %s', async (name) => {
    const model = await loadTiny(join(IMPORTED, name));
    const encoder = encoderOf(model);
    const [inWasm, native] = await Promise.all(
      [create(), accelerator].map(async (one) => {
        const session = await openSession(model, one, encoder.artifact);
        const { rows } = await encoder.encode(ringing(440), session);
        await session.close();
        return rows;
      }),
    );
    expect(native.some((value) => Math.abs(value) > 0.1)).toBe(true);
    expect(distance(inWasm, native)).toBeLessThan(1e-4);
  });
});
