import { describe, expect, it } from 'vitest';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { createSetReceiver, createSetSender, type PostedCommand } from '../../../src/engine/threads/known-sets.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';

const [boom, bell] = ['Boom', 'Bell'].map((name) => impactSet({ name, frames: 20, onset: 0, peak: 2, decay: 0.1 }));
const modes = { gateMode: 'gated', loopMode: 'freeze' } as const;

/** The two ends of a port: what is sent, and what arrives. */
function connect() {
  const [send, receive] = [createSetSender(), createSetReceiver()];
  const posts: PostedCommand[] = [];
  return {
    posts,
    patch: (a: DescriptorSet, b?: DescriptorSet) => {
      const posted = structuredClone(send({ kind: 'patch', patch: { a, b, ...modes } }));
      posts.push(posted);
      const command = receive(posted);
      return command.kind === 'patch' ? command.patch : undefined;
    },
    map: (sets: readonly DescriptorSet[]) => {
      const places = sets.map((_, n) => ({ x: n / sets.length, y: 0.5 }));
      const command = receive(structuredClone(send({ kind: 'map', map: { sets, places } })));
      return command.kind === 'map' ? command.map : undefined;
    },
  };
}

const postedSets = (posted: PostedCommand | undefined): unknown[] =>
  posted?.kind === 'patch' ? [posted.a.set?.name, posted.b?.set?.name] : [];

describe('the sets of patches that are posted to a thread', () => {
  it('arrive whole, with the patch', () => {
    const { patch } = connect();
    expect(patch(boom, bell)).toEqual({ a: boom, b: bell, ...modes });
    expect(patch(boom)).toEqual({ a: boom, b: undefined, ...modes });
  });

  it('are posted once, and are the same objects in each later patch', () => {
    const { patch, posts } = connect();
    const [first, second] = [patch(boom, bell), patch(bell, boom)];
    expect(posts.map(postedSets)).toEqual([
      ['Boom', 'Bell'],
      [undefined, undefined],
    ]);
    expect(second?.a).toBe(first?.b);
    expect(second?.b).toBe(first?.a);
  });

  it('have arrays in shared memory', () => {
    const { patch } = connect();
    expect(patch(boom)?.a.level.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('are posted again where one of the same name was edited', () => {
    const { patch } = connect();
    const former = patch(boom)?.a;
    const edited = { ...boom, level: boom.level.map((x) => x / 2) };
    const found = patch(edited)?.a;
    expect(found).toEqual(edited);
    expect(found).not.toBe(former);
  });

  it('are those of a map too', () => {
    const { patch, map } = connect();
    const known = patch(boom)?.a;
    const arrived = map([boom, bell]);
    expect(arrived?.sets[0]).toBe(known);
    expect(arrived?.sets[1]).toEqual(bell);
    expect(arrived?.places).toHaveLength(2);
  });

  it('are forgotten after 64 others, at both ends', () => {
    const { patch, map, posts } = connect();
    patch(boom);
    const many = Array.from({ length: 200 }, (_, n) => ({ ...bell, name: `Bell ${n}` }));
    expect(map(many)?.sets.map(({ name }) => name)).toEqual(many.map(({ name }) => name));
    expect(patch(boom, many[199])).toMatchObject({ a: { name: 'Boom' }, b: { name: 'Bell 199' } });
    expect(postedSets(posts.at(-1))).toEqual(['Boom', undefined]);
  });
});
