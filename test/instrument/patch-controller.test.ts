import { describe, expect, it } from 'vitest';
import { DEFAULT_PATCH, type Patch } from '../../src/control/patch.ts';
import type { Command } from '../../src/engine/commands.ts';
import type { ModelProgramSpec } from '../../src/engine/program.ts';
import { createPatchController } from '../../src/instrument/patch-controller.ts';
import { createProgramSpecs } from '../../src/instrument/program-specs.ts';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import { createSetMap } from '../../src/instrument/set-map.ts';
import { expectNamedError } from '../../testing/named-error.ts';
import { impactSet, STATS } from '../descriptors/sample-sets.ts';

const [BOOM, BELL, GONG] = ['Boom', 'Bell', 'Gong'].map((name) => impactSet({ name }));

/** A patch controller with an engine that records programs and commands. */
function setUp(changes: Partial<Patch> = {}) {
  const programs: string[] = [];
  const played: ModelProgramSpec[] = [];
  const commands: Command[] = [];
  const library = createSetLibrary([BOOM, BELL, GONG]);
  const map = createSetMap({ sets: () => library.sets, stats: STATS });
  const controller = createPatchController({
    initial: { ...DEFAULT_PATCH, setA: 'Boom', setB: 'Bell', ...changes },
    models: ['impacts', 'metal'],
    library,
    map,
    programs: createProgramSpecs({ library, map, modelsDirectory: '/models', seed: 1, maxVoices: 4 }),
    engine: {
      play: (program) => {
        if (program.kind !== 'model') return;
        programs.push(program.model);
        played.push(program);
      },
      send: (command) => void commands.push(command),
    },
  });
  const kinds = (): string[] => commands.splice(0).map(({ kind }) => kind);
  return { controller, library, programs, played, commands, kinds };
}

describe('the patch controller', () => {
  it('sends a change of sets as a patch, and a change of the model as a program', () => {
    const { controller, programs, commands, kinds } = setUp();
    controller.change({ setA: 'Gong' });
    expect(commands).toMatchObject([{ kind: 'patch', patch: { a: { name: 'Gong' }, b: { name: 'Bell' } } }]);
    kinds();
    controller.change({ model: 'metal' });
    expect([programs, kinds(), controller.patch.model]).toEqual([['metal'], [], 'metal']);
  });

  it('sends other voices as a program, no more than the board plays; the same ones in another form as a patch', () => {
    const { controller, played, kinds } = setUp();
    controller.change({ voices: { mode: 'poly', count: 6 } });
    expect(played.at(-1)).toMatchObject({ model: 'impacts', voices: { mode: 'poly', count: 4 } });
    controller.change({ voices: { mode: 'mono', count: 6 } });
    expect(played.at(-1)).toMatchObject({ voices: { mode: 'mono' } });
    expect(kinds()).toEqual([]);
    controller.change({ voices: { mode: 'mono', count: 2 } });
    expect([played.length, kinds(), controller.patch.voices]).toEqual([2, ['patch'], { mode: 'mono', count: 2 }]);
  });

  it('sends the map when it becomes the source, and switches back to A/B when a set is selected', () => {
    const { controller, kinds } = setUp();
    controller.change({ source: 'map' });
    expect(kinds()).toEqual(['map', 'patch']);
    controller.change({ setB: 'Gong' });
    expect([kinds(), controller.patch.source]).toEqual([['patch'], 'a-b']);
  });

  it('sends the map again when a set is added while it is the source', () => {
    const { controller, kinds } = setUp({ source: 'map' });
    controller.putSet(impactSet({ name: 'New' }));
    expect(kinds()).toEqual(['map']);
    controller.removeSet('New');
    expect(kinds()).toEqual(['map']);
  });

  it('sends a selected set again when it is replaced, and refuses to remove it', () => {
    const { controller, kinds } = setUp();
    controller.putSet(impactSet({ name: 'Bell' }));
    expect(kinds()).toEqual(['patch']);
    expectNamedError(() => controller.removeSet('Bell'), 'busy', 'Bell');
  });

  it.each(['x', '/etc', '/models/metal', '../models/metal', './metal', 'metal/', 'metal\0', 'METAL', '', '__proto__'])(
    'refuses the model %j, which is not offered, names those that are, and changes nothing',
    (model) => {
      const { controller, programs, kinds } = setUp();
      const before = controller.patch;
      expectNamedError(() => controller.change({ model, setA: 'Gong' }), 'bad-input', model);
      expect(() => controller.change({ model })).toThrow(
        expect.objectContaining({ remedy: 'choose one of impacts, metal' }),
      );
      expect([controller.patch, programs, kinds()]).toEqual([before, [], []]);
    },
  );

  it('names the model that plays on after the chosen one failed, without a message to the engine', () => {
    const { controller, programs, kinds } = setUp();
    controller.change({ model: 'metal' });
    controller.keepModel('impacts');
    expect([controller.patch.model, programs, kinds()]).toEqual(['impacts', ['metal'], []]);
  });

  it('leaves the patch unchanged when a set is unknown', () => {
    const { controller, kinds } = setUp();
    expectNamedError(() => controller.change({ setA: 'Nowhere' }), 'bad-input', 'Nowhere');
    expect([controller.patch.setA, kinds()]).toEqual(['Boom', []]);
  });

  it('selects an auditioned set as set A, and ends the audition when other sets are selected', () => {
    const { controller, library, commands } = setUp({ source: 'map' });
    const edited = impactSet({ name: 'Gong' });
    controller.audition(edited);
    expect([controller.patch.setA, controller.patch.source]).toEqual(['Gong', 'a-b']);
    expect(commands.at(-1)).toMatchObject({ kind: 'patch', patch: { a: edited } });
    controller.change({ setA: 'Boom' });
    expect(library.auditioned).toBeUndefined();
  });

  it('gives set A and the source back after an audition', () => {
    const { controller, commands } = setUp({ source: 'map' });
    controller.audition(impactSet({ name: 'Gong' }));
    controller.audition(impactSet({ name: 'Gong', frames: 60 }));
    controller.change({ gateMode: 'gated' });
    controller.audition(undefined);
    expect([controller.patch.setA, controller.patch.setB, controller.patch.source]).toEqual(['Boom', 'Bell', 'map']);
    expect(commands.at(-1)).toMatchObject({ kind: 'patch', patch: { a: BOOM } });
    controller.audition(BELL);
    expect([controller.patch.setA, controller.patch.source]).toEqual(['Boom', 'a-b']);
    controller.audition(undefined);
    expect([controller.patch.setA, controller.patch.source]).toEqual(['Boom', 'map']);
  });

  it('gives set A back when the auditioned set is saved, and its first one after auditions of several sets', () => {
    const { controller, library } = setUp();
    library.put(impactSet({ name: 'Drum' }));
    controller.audition(impactSet({ name: 'Drum' }));
    controller.audition(impactSet({ name: 'Gong' }));
    expect(controller.patch.setA).toBe('Gong');
    controller.putSet(impactSet({ name: 'Gong', frames: 60 }));
    expect([controller.patch.setA, library.auditioned, library.find('Gong').frames]).toEqual(['Boom', undefined, 60]);
  });

  it('keeps sets that were selected during an audition', () => {
    const { controller, library } = setUp();
    controller.audition(impactSet({ name: 'Gong' }));
    controller.change({ setB: 'Gong' });
    controller.change({ setA: 'Bell' });
    expect(library.auditioned).toBe('Gong');
    controller.audition(undefined);
    expect([controller.patch.setA, controller.patch.setB]).toEqual(['Bell', 'Gong']);
  });
});
