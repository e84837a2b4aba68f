import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cannotWrite } from '../../src/contracts/write-fault.ts';
import { BANK_LIMITS } from '../../src/descriptors/bank/bank-format.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { shiftCurve } from '../../src/descriptors/edit/curve-edits.ts';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';
import { createSetLibrary, type SetLibrary } from '../../src/instrument/set-library.ts';
import { type BankLibrary, createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { USER_BANK_FILE } from '../../src/panel/banks/user-bank.ts';
import {
  decodeFloats,
  encodeFloats,
  fromSetMessage,
  type SetMessage,
  toSetMessage,
} from '../../src/panel/set-message.ts';
import { setRoutes } from '../../src/panel/set-routes.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { withMoving } from '../descriptors/with-moving.ts';
import { createBankFolder } from './banks/bank-bench.ts';

const boom = impactSet({ name: 'Boom', frames: 30 });
const drawn = (name: string, by = 1): DescriptorSet => ({
  ...shiftCurve(boom, 'f0', { by, from: 0, to: 29 }),
  name,
});

interface Answer {
  readonly set: SetMessage;
  readonly sets: unknown;
  readonly revision: string;
  readonly message: string;
  readonly remedy: string;
  readonly reason: string;
}

describe('the set routes', () => {
  let paths: ReturnType<typeof createBankFolder>;
  let library: BankLibrary;
  let setLibrary: SetLibrary;
  let auditioned: (DescriptorSet | undefined)[];
  let isFull: boolean;

  beforeEach(() => {
    paths = createBankFolder();
    isFull = false;
    auditioned = [];
    setLibrary = createSetLibrary([boom, impactSet({ name: 'Bell' })]);
    library = createBankLibrary({
      ...paths,
      write: async (path, bytes) => {
        if (isFull) throw cannotWrite(path, Object.assign(new Error('no space'), { code: 'ENOSPC' }));
        await writeFileAtomically(path, bytes);
      },
    });
  });
  afterEach(() => rmSync(paths.root, { recursive: true, force: true }));

  async function ask(path: string, body?: unknown) {
    const routes = setRoutes({
      library,
      sets: () => setLibrary.sets,
      put: setLibrary.put,
      audition: (set) => void auditioned.push(set),
    });
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await routes.request(path, init);
    const content: Answer = JSON.parse(await answer.text());
    return { status: answer.status, content };
  }
  const save = (set: DescriptorSet, over: string | null = null) => ask('/', { set: toSetMessage(set), over });
  const onDisk = async (name: string): Promise<DescriptorSet> => library.loadSet(USER_BANK_FILE, name);

  it('return a set unchanged, with its revision if it may be overwritten', async () => {
    const { content } = await ask('/curves?name=Boom');
    expect(content.revision).toBeNull();
    expect(sameNumbers(fromSetMessage(content.set), boom)).toBe(true);
    await save(drawn('Deep'));
    const { content: listed } = await ask('/');
    expect(listed.sets).toEqual([
      { name: 'Boom', frames: 30, isEditable: false },
      { name: 'Bell', frames: 120, isEditable: false },
      { name: 'Deep', frames: 30, isEditable: true },
    ]);
  });

  it('save a new set, which plays at once and is stored on disk', async () => {
    const { status, content } = await save(drawn('Deep'));
    expect(status).toBe(200);
    expect(content).toEqual({ name: 'Deep', revision: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(setLibrary.find('Deep').curves.f0[3]).toBe(2 * boom.curves.f0[3]);
    expect(sameNumbers(await onDisk('Deep'), drawn('Deep'))).toBe(true);
    expect((await ask('/curves?name=Deep')).content.revision).toBe(content.revision);
  });

  it('overwrite only sets of the user’s own bank', async () => {
    const { content } = await save(drawn('Deep'));
    const { status } = await save(drawn('Deep', 2), content.revision);
    expect(status).toBe(200);
    expect((await onDisk('Deep')).curves.f0[0]).toBe(4 * boom.curves.f0[0]);
    const rejected = await save(drawn('Boom'));
    expect([rejected.status, rejected.content.reason]).toEqual([409, 'taken']);
    const forced = await save(drawn('Boom'), content.revision);
    expect([forced.status, forced.content.reason]).toEqual([409, 'not-own']);
    expect(setLibrary.find('Boom')).toBe(boom);
  });

  it('reject the second of two clients that save the same set', async () => {
    const { content: first } = await save(drawn('Deep'));
    const [a, b] = [first.revision, first.revision];
    expect((await save(drawn('Deep', 2), a)).status).toBe(200);
    const second = await save(drawn('Deep', -1), b);
    expect(second).toEqual({
      status: 409,
      content: {
        message: "'Deep' was changed in another browser",
        remedy: 'save it under another name',
        reason: 'changed',
      },
    });
    expect((await onDisk('Deep')).curves.f0[0]).toBe(4 * boom.curves.f0[0]);
    expect((await save(drawn('Deep 2', -1))).status).toBe(200);
  });

  it('accept one of ten clients that save at the same time', async () => {
    const { content } = await save(drawn('Deep'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => save(drawn('Deep', 0.1 * (n + 1)), content.revision)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  it('report a full disk and change nothing', async () => {
    const { content } = await save(drawn('Deep'));
    isFull = true;
    const over = await save(drawn('Deep', 2), content.revision);
    expect(over.status).toBe(507);
    expect(over.content.message).toMatch(/my-sounds\.nrbank cannot be written: the disk is full/);
    expect((await save(drawn('New'))).status).toBe(507);
    expect(setLibrary.names).toEqual(['Boom', 'Bell', 'Deep']);
    expect(setLibrary.find('Deep').curves.f0[0]).toBe(2 * boom.curves.f0[0]);
    isFull = false;
    expect((await onDisk('Deep')).curves.f0[0]).toBe(2 * boom.curves.f0[0]);
    expect((await save(drawn('Deep', 2), content.revision)).status).toBe(200);
  });

  it('audition an unsaved edit', async () => {
    expect((await ask('/audition', { set: toSetMessage(drawn('Boom')) })).status).toBe(200);
    expect((await ask('/hear', { set: null })).status).toBe(200); // the path of version 0.1
    expect(auditioned.map((set) => set?.curves.f0[0] ?? null)).toEqual([2 * boom.curves.f0[0], null]);
    expect(setLibrary.find('Boom')).toBe(boom);
  });

  const message = toSetMessage(drawn('Deep'));
  const withCurve = (curve: Float32Array): SetMessage => ({
    ...message,
    curves: { ...message.curves, f0: encodeFloats(curve) },
  });
  it.each<readonly [string, unknown, RegExp]>([
    ['a number instead of a set', { set: 7, over: null }, /set/],
    ['a name with control characters', { set: { ...message, name: 'a\nb' }, over: null }, /control characters/],
    [
      'NaN in a curve',
      { set: withCurve(new Float32Array(30).fill(Number.NaN)), over: null },
      /curve f0: value 0 is NaN/,
    ],
    ['a pitch out of range', { set: withCurve(new Float32Array(30).fill(1e9)), over: null }, /value 0 is 1000000000/],
    ['too few values', { set: withCurve(new Float32Array(3).fill(100)), over: null }, /3 values instead of 30/],
    ['an incomplete number', { set: { ...message, level: btoa('abc') }, over: null }, /curves of 'Deep' are invalid/],
    ['invalid base64', { set: { ...message, level: '?!' }, over: null }, /curves of 'Deep' are invalid/],
    ['too many frames', { set: { ...message, frames: BANK_LIMITS.framesPerSet + 1 }, over: null }, /frames/],
    ['a malformed revision', { set: message, over: '../../x' }, /over/],
    ['an unknown key', { set: { ...message, path: '/etc' }, over: null }, /set/],
  ])('reject %s and save nothing', async (_, body, why) => {
    const { status, content } = await ask('/', body);
    expect(status).toBe(422);
    expect(content.message).toMatch(why);
    expect(content.remedy).not.toBe('');
    expect(setLibrary.names).toEqual(['Boom', 'Bell']);
    expect((await library.list()).banks).toHaveLength(1);
  });

  it('reject a body larger than the longest set', async () => {
    const { status } = await ask('/', { set: 'x'.repeat(21 * 2 ** 20), over: null });
    expect(status).toBe(413);
  });

  it('keep what moves of a timbre when its pitch is edited and saved, and refuse it damaged', async () => {
    const moving = withMoving(boom);
    const edited = { ...shiftCurve(moving, 'f0', { by: 0.1, from: 3, to: 20 }), name: 'Deep' };
    const message = toSetMessage(edited);
    expect(fromSetMessage(message)).toEqual(edited);
    expect((await ask('/', { set: message, over: null })).status).toBe(200);
    expect(await onDisk('Deep')).toEqual(edited);
    const damaged = { ...message, name: 'Torn', timbre: { ...message.timbre, moving: btoa('torn') } };
    const { status, content } = await ask('/', { set: damaged, over: null });
    expect([status, content.message]).toEqual([422, "the curves of 'Torn' are invalid"]);
  });

  it('reject arbitrary JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom('/', '/audition'), async (body, path) => {
        expect((await ask(path, body)).status).toBe(422);
      }),
      { numRuns: 300 },
    );
  });

  it('encode every number without loss', () => {
    fc.assert(
      fc.property(fc.float32Array(), (numbers) => {
        expect(decodeFloats(encodeFloats(numbers))).toEqual(numbers);
      }),
    );
  });
});

function sameNumbers(a: DescriptorSet, b: DescriptorSet): boolean {
  return JSON.stringify(toSetMessage(a)) === JSON.stringify(toSetMessage(b));
}
