import { describe, expect, it } from 'vitest';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import { expectNamedError } from '../../testing/named-error.ts';
import { impactSet } from '../descriptors/sample-sets.ts';

const IMPACT = impactSet({ name: 'Impact' });
const named = (name: string) => ({ ...IMPACT, name });

describe('the set library', () => {
  it('appends a new set, and replaces one of the same name in place', () => {
    const library = createSetLibrary([named('Boom'), named('Bell')]);
    library.put(named('Gong'));
    const other = named('Boom');
    library.put(other);
    expect(library.names).toEqual(['Boom', 'Bell', 'Gong']);
    expect(library.find('Boom')).toBe(other);
  });

  it('leaves arrays that were read before unchanged', () => {
    const library = createSetLibrary([named('Boom')]);
    const { sets, names } = library;
    library.put(named('Gong'));
    expect([sets.length, names.length]).toEqual([1, 1]);
    expect([library.sets.length, library.names.length]).toEqual([2, 2]);
  });

  it('refuses an invalid set, and stays unchanged', () => {
    const library = createSetLibrary([named('Boom')]);
    const bad = named('Bad');
    const curves = { ...bad.curves, centroid: bad.curves.centroid.map(() => Number.NaN) };
    expectNamedError(() => library.put({ ...bad, curves }), 'bad-input', 'Bad');
    expect(library.names).toEqual(['Boom']);
  });

  it('refuses a set beyond its capacity', () => {
    const library = createSetLibrary(Array.from({ length: 1024 }, (_, n) => named(`Set ${n}`)));
    expectNamedError(() => library.put(named('One more')), 'bad-input', 'no room');
    library.put(named('Set 7'));
    library.remove('Set 9');
    library.put(named('One more'));
    expect(library.names.length).toBe(1024);
  });

  it('keeps its last set, and refuses an unknown name', () => {
    const library = createSetLibrary([named('Boom')]);
    expectNamedError(() => library.remove('Boom'), 'busy', 'last');
    expectNamedError(() => library.find('Bell'), 'bad-input', 'Bell');
  });

  it('finds the auditioned set in place of the one of its name, which stays in the library', () => {
    const [boom, edited] = [named('Boom'), named('Boom')];
    const library = createSetLibrary([boom, named('Bell')]);
    library.audition(edited);
    expect([library.find('Boom') === edited, library.sets[0] === boom, library.auditioned]).toEqual([
      true,
      true,
      'Boom',
    ]);
    library.audition(undefined);
    expect([library.find('Boom') === boom, library.auditioned]).toEqual([true, undefined]);
  });

  it('ends an audition when that name is put or removed, not when another is', () => {
    const library = createSetLibrary([named('Boom'), named('Bell'), named('Gong')]);
    library.audition(named('Boom'));
    library.put(named('Bell'));
    expect(library.auditioned).toBe('Boom');
    const saved = named('Boom');
    library.put(saved);
    expect([library.auditioned, library.find('Boom') === saved]).toEqual([undefined, true]);
    library.audition(named('Gong'));
    library.remove('Gong');
    expect(library.auditioned).toBeUndefined();
  });

  it('auditions no invalid set, and none of an unknown name', () => {
    const library = createSetLibrary([named('Boom')]);
    library.audition(named('Boom'));
    const bad = { ...IMPACT, name: 'Boom', level: IMPACT.level.map(() => Number.NaN) };
    expectNamedError(() => library.audition(bad), 'bad-input', 'Boom');
    expectNamedError(() => library.audition(named('Gong')), 'bad-input', 'Gong');
    expect(library.auditioned).toBe('Boom');
  });
});
