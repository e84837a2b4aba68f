import { describe, expect, it } from 'vitest';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import { expectNamedError } from '../../testing/named-error.ts';
import { impactSet } from '../descriptors/sample-sets.ts';

const IMPACT = impactSet({ name: 'Impact' });
const named = (name: string) => ({ ...IMPACT, name });

describe('the shelf of sets', () => {
  it('takes a new set at its end, and a changed one in the place of the old', () => {
    const shelf = createSetLibrary([named('Boom'), named('Bell')]);
    shelf.put(named('Gong'));
    const other = named('Boom');
    shelf.put(other);
    expect(shelf.names).toEqual(['Boom', 'Bell', 'Gong']);
    expect(shelf.find('Boom')).toBe(other);
  });

  it('gives the sets and names of before to whoever has them already', () => {
    const shelf = createSetLibrary([named('Boom')]);
    const { sets, names } = shelf;
    shelf.put(named('Gong'));
    expect([sets.length, names.length]).toEqual([1, 1]);
    expect([shelf.sets.length, shelf.names.length]).toEqual([2, 2]);
  });

  it('refuses a set that no analysis gives, and stays as it is', () => {
    const shelf = createSetLibrary([named('Boom')]);
    const bad = named('Bad');
    const curves = { ...bad.curves, centroid: bad.curves.centroid.map(() => Number.NaN) };
    expectNamedError(() => shelf.put({ ...bad, curves }), 'bad-input', 'Bad');
    expect(shelf.names).toEqual(['Boom']);
  });

  it('has an end', () => {
    const shelf = createSetLibrary(Array.from({ length: 1024 }, (_, n) => named(`Set ${n}`)));
    expectNamedError(() => shelf.put(named('One more')), 'bad-input', 'no room');
    shelf.put(named('Set 7'));
    shelf.remove('Set 9');
    shelf.put(named('One more'));
    expect(shelf.names.length).toBe(1024);
  });

  it('keeps its last set, and finds none that is not there', () => {
    const shelf = createSetLibrary([named('Boom')]);
    expectNamedError(() => shelf.remove('Boom'), 'busy', 'last');
    expectNamedError(() => shelf.find('Bell'), 'bad-input', 'Bell');
  });

  it('lets a set be tried in the place of its namesake, which stays', () => {
    const [boom, edited] = [named('Boom'), named('Boom')];
    const shelf = createSetLibrary([boom, named('Bell')]);
    shelf.audition(edited);
    expect([shelf.find('Boom') === edited, shelf.sets[0] === boom, shelf.auditioned]).toEqual([true, true, 'Boom']);
    shelf.audition(undefined);
    expect([shelf.find('Boom') === boom, shelf.auditioned]).toEqual([true, undefined]);
  });

  it('ends a trial when that name is put or removed, not when another is', () => {
    const shelf = createSetLibrary([named('Boom'), named('Bell'), named('Gong')]);
    shelf.audition(named('Boom'));
    shelf.put(named('Bell'));
    expect(shelf.auditioned).toBe('Boom');
    const saved = named('Boom');
    shelf.put(saved);
    expect([shelf.auditioned, shelf.find('Boom') === saved]).toEqual([undefined, true]);
    shelf.audition(named('Gong'));
    shelf.remove('Gong');
    expect(shelf.auditioned).toBeUndefined();
  });

  it('tries nothing that could not be put, nor what has no namesake', () => {
    const shelf = createSetLibrary([named('Boom')]);
    shelf.audition(named('Boom'));
    const bad = { ...IMPACT, name: 'Boom', level: IMPACT.level.map(() => Number.NaN) };
    expectNamedError(() => shelf.audition(bad), 'bad-input', 'Boom');
    expectNamedError(() => shelf.audition(named('Gong')), 'bad-input', 'Gong');
    expect(shelf.auditioned).toBe('Boom');
  });
});
