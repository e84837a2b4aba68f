import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEncodedCache } from '../../src/app/encoded-cache.ts';
import { createSetEncoder } from '../../src/app/encoded-sets.ts';
import { createEncodedSends } from '../../src/app/encoding-engine.ts';
import { openKeptSounds } from '../../src/app/kept-sounds.ts';
import { keepSound } from '../../src/app/set-sounds.ts';
import { setFromSound } from '../../src/descriptors/analysis/analyse.ts';
import { buildSet } from '../../src/descriptors/bank/build-sets.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { writeBank } from '../../src/descriptors/bank/write-bank.ts';
import { DEFAULT_ANALYSIS } from '../../src/descriptors/descriptor.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { writeWav } from '../../src/descriptors/wav-file.ts';
import type { Command } from '../../src/engine/commands.ts';
import type { ProgramSpec } from '../../src/engine/program.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { createModelLibrary } from '../../src/model/model-library.ts';
import { createBankLibrary } from '../../src/panel/banks/bank-library.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { accelerator, encoderOf, ringing, TINY_RAVE } from '../families/rave/tiny-rave.ts';

const models = createModelLibrary({ directory: resolve('models'), families: FAMILIES, accelerator });
const drawn = (name: string): DescriptorSet => impactSet({ name, frames: 30, onset: 0, peak: 3 });

async function openEncoder(home: string) {
  const model = await models.load(TINY_RAVE);
  const encoder = encoderOf(model);
  let runs = 0;
  const counted = {
    ...encoder,
    encode: (...given: Parameters<typeof encoder.encode>) => {
      runs++;
      return encoder.encode(...given);
    },
  };
  const cache = openEncodedCache(home, { encoder: encoder.artifact.sha256, size: encoder.size });
  return { encoder: createSetEncoder({ models, model, encoder: counted, cache }), runs: () => runs };
}

const newHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'neurorack-home-'));

describe('sets for a model that plays them encoded', () => {
  it('are encoded once: from their synthesis, or from their own sound where it is known, and kept on disk', async () => {
    const home = await newHome();
    const first = await openEncoder(home);
    const samples = ringing(440, { samples: 8000 });
    const provenance = { source: 'test', licence: 'CC0' };
    const known = keepSound(setFromSound({ samples, name: 'known', provenance }, DEFAULT_ANALYSIS), samples);
    const sets = [drawn('drawn'), known];
    const encoded = await first.encoder.encode(sets);
    expect(first.runs()).toBe(2);
    expect(encoded.map(({ timbre }) => timbre?.encoded?.size)).toEqual([4, 4]);
    expect(first.encoder.encoded(known)).toBe(encoded[1]);
    expect((await first.encoder.encode(sets))[0]).toBe(encoded[0]);

    const second = await openEncoder(home);
    const again = await second.encoder.encode([drawn('drawn'), known]);
    expect(second.runs()).toBe(0);
    expect(again[0]?.timbre?.encoded?.rows).toEqual(encoded[0]?.timbre?.encoded?.rows);
    // The synthesis of a set is another sound than its own.
    const unknown = setFromSound({ samples, name: 'known', provenance }, DEFAULT_ANALYSIS);
    const [synthesised] = await second.encoder.encode([unknown]);
    expect(second.runs()).toBe(1);
    expect(synthesised?.timbre?.encoded?.rows).not.toEqual(encoded[1]?.timbre?.encoded?.rows);
  });

  it('are encoded from the sound that a bank was made of, once such a model has encoded any', async () => {
    const home = await newHome();
    const kept = openKeptSounds(home);
    const wav = join(home, 'hit.wav');
    const sound = ringing(440, { samples: 9000 });
    await writeWav(wav, sound, { sampleRate: 44_100, format: 'float32' });
    const source = { path: wav, name: 'hit', provenance: { source: 'test', licence: 'CC0' } };
    const add = () => buildSet(source, undefined, { keepSound: kept.write });
    expect(await kept.read(await add())).toBeUndefined();
    const first = await openEncoder(home);
    await first.encoder.encode([drawn('drawn')]);
    const bank = join(home, 'own.nrbank');
    await writeBank(bank, { name: 'own', licence: 'CC0', sets: [await add()] });
    const [stored] = (await readBank(bank)).sets;
    if (stored === undefined) throw new Error('the bank is empty');
    const own = await kept.read(stored);
    expect(own?.length).toBeGreaterThan(4000);
    const model = await models.load(TINY_RAVE);
    const encoder = encoderOf(model);
    const cache = openEncodedCache(home, { encoder: encoder.artifact.sha256, size: encoder.size });
    const second = createSetEncoder({ models, model, encoder, cache, kept });
    const [encoded] = await second.encode([stored]);
    const [direct] = await createSetEncoder({ models, model, encoder, cache }).encode([
      keepSound({ ...stored }, own ?? sound),
    ]);
    expect(encoded?.timbre?.encoded?.rows).toEqual(direct?.timbre?.encoded?.rows);
    const edited = { ...stored, level: stored.level.map((value) => value / 2) };
    expect(await kept.read(edited)).toBeUndefined();
    const folder = join(home, 'encoded/sounds');
    const [file = ''] = await readdir(folder);
    const bytes = await readFile(join(folder, file));
    bytes[4001] ^= 1;
    await writeFile(join(folder, file), bytes);
    expect(await kept.read(stored)).toBeUndefined();
  });

  it('have the sound that was added to a bank of the panel, and none where the bank could not be stored', async () => {
    const home = await newHome();
    await (await openEncoder(home)).encoder.encode([drawn('drawn')]);
    const kept = openKeptSounds(home);
    const wav = join(home, 'hit.wav');
    const folder = join(home, 'banks');
    const write = () => Promise.reject(new Error('the disk is full'));
    for (const broken of [write, undefined]) {
      await writeWav(wav, ringing(440, { samples: 9000 }), { sampleRate: 44_100, format: 'float32' });
      const library = createBankLibrary({
        folder,
        factory: resolve('banks/factory.nrbank'),
        write: broken,
        keepSound: kept.write,
      });
      const added = library.addSound(null, { path: wav, name: 'hit.wav' }, () => undefined);
      const sounds = () => readdir(join(home, 'encoded/sounds')).catch(() => []);
      if (broken === undefined) {
        const { id } = await added;
        const { sets } = await readBank(join(folder, id));
        expect((await kept.read(sets[0] ?? drawn('none')))?.length).toBeGreaterThan(4000);
      } else {
        await expect(added).rejects.toThrow();
        expect(await sounds()).toEqual([]);
      }
    }
  });

  it('are encoded again where a file of the cache is damaged, and also where nothing can be written', async () => {
    const home = await newHome();
    await (await openEncoder(home)).encoder.encode([drawn('drawn')]);
    const [checksum = ''] = await readdir(join(home, 'encoded'));
    const [name = ''] = await readdir(join(home, 'encoded', checksum));
    const path = join(home, 'encoded', checksum, name);
    await writeFile(path, (await readFile(path)).subarray(0, 7));
    const damaged = await openEncoder(home);
    await damaged.encoder.encode([drawn('drawn')]);
    expect(damaged.runs()).toBe(1);
    const nowhere = await openEncoder(path);
    expect((await nowhere.encoder.encode([drawn('other')]))[0]?.timbre?.encoded).toBeDefined();
  });

  it('reach the engine with programs and patches; a patch that comes while another one is encoded replaces it', async () => {
    const { encoder } = await openEncoder(await newHome());
    const sent: Command[] = [];
    const played: ProgramSpec[] = [];
    const inner = { send: (command: Command) => sent.push(command), play: (spec: ProgramSpec) => played.push(spec) };
    const [a, b, c] = [drawn('a'), { ...drawn('b'), frames: 30 }, drawn('c')];
    await encoder.encode([a]);
    const patch = { a, gateMode: 'one-shot', loopMode: 'freeze' } as const;
    const program = { kind: 'model', modelsDirectory: '', model: 'tiny', seed: 1, patch } as const;
    const engine = createEncodedSends(inner, program, {
      encoderOf: (name) => (name === 'tiny' ? encoder : undefined),
      bank: [a],
      onFault: (fault) => {
        throw fault;
      },
    });
    engine.send({ kind: 'patch', patch: { ...patch, a: b } });
    engine.send({ kind: 'patch', patch: { ...patch, a: c } });
    engine.send({ kind: 'volume', gain: 0.5 });
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[0]).toEqual({ kind: 'volume', gain: 0.5 });
    expect(sent[1]).toMatchObject({ patch: { a: { name: 'c', timbre: { encoded: { size: 4 } } } } });
    engine.play(program);
    await expect.poll(() => played.length).toBe(1);
    expect(played[0]).toMatchObject({ model: 'tiny', patch: { a: { timbre: { encoded: { size: 4 } } } } });
    engine.play({ ...program, model: 'impacts' });
    expect(played[1]).toMatchObject({ model: 'impacts', patch: { a } });
    engine.send({ kind: 'patch', patch: { ...patch, a: b } });
    expect(sent[2]).toMatchObject({ patch: { a: b } });
  });
});
