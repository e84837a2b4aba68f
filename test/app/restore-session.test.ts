import { mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectSink } from '../../src/app/choose-audio.ts';
import { createContainer } from '../../src/app/create-container.ts';
import { DEFAULT_SETTINGS } from '../../src/app/default-settings.ts';
import { preparePlay } from '../../src/app/prepare-play.ts';
import { restoreSession, substituteSets } from '../../src/app/restore-session.ts';
import { SERVICES } from '../../src/app/services.ts';
import { openSessionState } from '../../src/app/session-state.ts';
import type { StartOptions } from '../../src/app/start-options.ts';
import type { AutomaticSink } from '../../src/contracts/audio-device.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { DEFAULT_AUDITION } from '../../src/control/audition-settings.ts';
import { STILL_LATENTS } from '../../src/control/latent-motion-settings.ts';
import { packBank } from '../../src/descriptors/bank/write-bank.ts';
import {
  createOutputController,
  type OutputController,
  type OutputOptions,
} from '../../src/instrument/output-controller.ts';
import { checksumOf } from '../../src/state/canonical-json.ts';
import type { Settings } from '../../src/state/settings.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { copyOfTinyModel } from '../model/tiny-model.ts';
import { createFaultyDisk, HOME, inHome } from '../state/faulty-disk.ts';

const { directory: MODELS } = await copyOfTinyModel();
const FOLDER = mkdtempSync(join(tmpdir(), 'neurorack-restore-'));
const PORT = { port: 0 };
const TARGET = createContainer({ modelsDirectory: MODELS }).get(SERVICES.target);

/** The bytes of a settings file with a valid checksum, whatever its content is. */
function fileOf(content: unknown): string {
  const document = { format: 'neurorack-settings', formatVersion: 1, content };
  return JSON.stringify({ ...document, sha256: checksumOf(document) });
}

interface Attempt {
  readonly file?: string;
  readonly options?: StartOptions;
  readonly modelsDirectory?: string;
  /** The sink that the target selects for `--audio auto`; default: the browser. */
  readonly automatic?: AutomaticSink;
}

/** Restores a session and prepares its play. */
async function restore({ file, options = PORT, modelsDirectory = MODELS, automatic = { sink: 'browser' } }: Attempt) {
  const disk = createFaultyDisk();
  if (file !== undefined) disk.put(inHome('settings.json'), file);
  const container = createContainer({ modelsDirectory });
  container.rebind(SERVICES.fileSystem).toConstantValue(disk);
  container.rebind(SERVICES.stateHome).toConstantValue(HOME);
  const target = container.get(SERVICES.target);
  container.rebind(SERVICES.target).toConstantValue({ ...target, selectAudioSink: async () => automatic });
  const messages: string[] = [];
  const onWarning = (line: string): void => void messages.push(line);
  const session = await openSessionState(await container.getAsync(SERVICES.state), { onMessage: onWarning });
  const { request, choices, started } = await restoreSession(container, options, { session, onWarning });
  const prepared = await preparePlay(container, request);
  substituteSets(choices, options, { saved: session.settings, patch: prepared.patch });
  const { patch, settings } = prepared;
  const toSave = (changes: Partial<Settings> = {}, playingModel: string | undefined = patch.model): Settings =>
    choices.settingsOf({
      patch: { ...patch, ...changes },
      settings,
      latentMotion: { stored: changes.latents ?? prepared.latentMotion ?? STILL_LATENTS, restore: () => undefined },
      volumeDb: changes.volumeDb ?? prepared.volumeDb ?? 0,
      auditionSettings: DEFAULT_AUDITION,
      output: outputOf(prepared, changes),
      playingModel,
    });
  return { prepared, messages, toSave, started, saved: session.settings };
}

/** The output of an instrument that plays `prepared`; a sink among the changes is one that the player has chosen. */
function outputOf(prepared: OutputOptions, { audio, bufferFrames }: Partial<Settings>): OutputController {
  const output = createOutputController(prepared, { engine: { setSink: () => undefined }, onMessage: () => undefined });
  return {
    ...output,
    sink: audio ?? output.sink,
    isChosen: audio !== undefined,
    bufferFrames: bufferFrames ?? output.bufferFrames,
  };
}

const restoreSettings = (changes: Partial<Settings>, attempt: Attempt = {}) =>
  restore({ ...attempt, file: fileOf({ ...DEFAULT_SETTINGS, model: 'tiny', ...changes }) });

describe('a start after a session', () => {
  it.each(['x', '/etc', MODELS, join(MODELS, 'tiny'), '../models/impacts', 'tiny/', './tiny', '\0'])(
    'replaces the saved model %j, which the library does not offer, and keeps it saved',
    async (model) => {
      const { prepared, messages, toSave } = await restoreSettings({ model });
      expect([prepared.patch.model, prepared.models]).toEqual(['tiny', ['tiny']]);
      expect(messages).toEqual([`warning: the model '${model}' is not installed, 'tiny' plays`]);
      expect(toSave().model).toBe(model);
    },
  );

  it('names why a damaged model cannot be used', async () => {
    const { directory, folder } = await copyOfTinyModel('impacts');
    writeFileSync(join(folder, 'manifest.json'), '{');
    const { prepared, messages } = await restoreSettings({ model: 'impacts' }, { modelsDirectory: directory });
    expect(messages[0]).toMatch(/the model 'impacts' cannot be used \(.*is not JSON.*nothing plays$/);
    expect(prepared.patch.model).toBe('impacts');
    expect(prepared.sampleRate).toBe(44_100);
  });

  it.each(['absent', 'empty'])('starts without a model where the folder of the models is %s', async (folder) => {
    const modelsDirectory = join(FOLDER, folder);
    if (folder === 'empty') await mkdir(modelsDirectory, { recursive: true });
    const { prepared, messages } = await restore({ modelsDirectory, options: PORT });
    expect(messages[0]).toMatch(/the model 'impacts' is not installed, and there is no other one/);
    expect(prepared.sets.length).toBeGreaterThan(1);
    expect(prepared.latencyFrames).toBe(0);
  });

  it('replaces a bank that is missing, damaged, a folder or a device, and keeps it and its sets saved', async () => {
    const damaged = join(FOLDER, 'damaged.nrbank');
    writeFileSync(damaged, 'PK no bank');
    for (const bank of ['/nowhere.nrbank', damaged, FOLDER, '/dev/zero', 'a\0b']) {
      const { prepared, messages, toSave } = await restoreSettings({ bank, setA: 'Own hit', setB: 'Own bell' });
      expect(messages.join()).toMatch(/^warning: .*the factory bank plays/);
      expect([prepared.patch.setA, prepared.patch.setB]).toEqual([prepared.sets[0].name, prepared.sets[1].name]);
      expect(toSave()).toMatchObject({ bank, setA: 'Own hit', setB: 'Own bell' });
    }
  });

  it('plays the saved bank again when it is back', async () => {
    const bank = join(FOLDER, 'own.nrbank');
    writeFileSync(bank, packBank({ name: 'own', licence: 'CC0', sets: [impactSet({ name: 'Own hit' })] }));
    const here = await restoreSettings({ bank, setA: 'Own hit', setB: 'Own hit' });
    expect([here.messages, here.prepared.patch.setA]).toEqual([[], 'Own hit']);
    await rm(bank);
    expect((await restoreSettings({ bank })).toSave().bank).toBe(bank);
  });

  it('saves a choice that the player makes in place of a substitute, and the substitute when it is chosen again', async () => {
    const { prepared, toSave } = await restoreSettings({ setA: 'Gone' });
    const substitute = prepared.patch.setA;
    expect(toSave().setA).toBe('Gone');
    expect(toSave({ setA: 'Bell' }).setA).toBe('Bell');
    expect(toSave({ setA: substitute }).setA).toBe(substitute);
  });

  it('saves a model once it plays', async () => {
    const { toSave } = await restoreSettings({ model: 'tiny' });
    expect(toSave({ model: 'metal' }, 'tiny').model).toBe('tiny');
    expect(toSave({ model: 'metal' }, undefined).model).toBe('tiny');
    expect(toSave({ model: 'metal' }, 'metal').model).toBe('metal');
  });

  it('plays a model folder of the command line, and does not save it', async () => {
    const model = join(MODELS, 'tiny');
    const { prepared, messages, toSave } = await restoreSettings({}, { options: { ...PORT, model } });
    expect([prepared.patch.model, prepared.models, messages]).toEqual([model, [model, 'tiny'], []]);
    expect(toSave().model).toBe('tiny');
    expect(toSave({}, 'tiny').model).toBe('tiny');
  });

  it.each([
    ['cloud', 'browser', 1],
    ['wav:/etc/passwd', 'browser', 1],
    ['device:nowhere', 'device:nowhere', 0],
  ])('plays the saved sink %j on %j', async (audio, sink, warnings) => {
    const { prepared, messages, toSave } = await restoreSettings({ audio });
    expect([prepared.sink, prepared.isSinkOptional]).toEqual([sink, true]);
    expect(messages.length).toBe(warnings);
    expect(toSave().audio).toBe(audio);
  });

  it('saves the sound card and the buffer that the player chooses', async () => {
    const { prepared, toSave } = await restoreSettings({ audio: 'device:last', bufferFrames: 256 });
    expect(prepared.bufferFrames).toBe(256);
    expect([toSave().audio, toSave().bufferFrames]).toEqual(['device:last', 256]);
    const chosen = toSave({ audio: 'alsa:default', bufferFrames: 1024 });
    expect([chosen.audio, chosen.bufferFrames]).toEqual(['alsa:default', 1024]);
  });

  it('keeps the master volume, that of the command line before the saved one', async () => {
    const saved = await restoreSettings({ volumeDb: -12 });
    expect([saved.prepared.volumeDb, saved.toSave().volumeDb]).toEqual([-12, -12]);
    expect(saved.toSave({ volumeDb: -3 }).volumeDb).toBe(-3);
    const named = await restoreSettings({ volumeDb: -12 }, { options: { ...PORT, volume: -20 } });
    expect(named.prepared.volumeDb).toBe(-20);
    const loud = await restoreSettings({ volumeDb: 6 });
    expect(loud.prepared.volumeDb).toBe(0);
  });

  it('plays on the card that opens, which may be unplugged, where no sink is named', async () => {
    const card = { automatic: { sink: 'alsa:default' } };
    const { prepared, messages, toSave } = await restoreSettings({}, card);
    expect([prepared.sink, prepared.isSinkOptional, messages]).toEqual(['alsa:default', true, []]);
    expect(toSave().audio).toBeNull();
    const forgets = await restoreSettings({ audio: 'browser' }, { ...card, options: { ...PORT, audio: 'auto' } });
    expect([forgets.prepared.sink, forgets.toSave().audio]).toEqual(['alsa:default', null]);
  });

  it('plays in the browser where no card opens, with one sentence', async () => {
    const missing = new NeurorackError('missing-device', 'there is no card', { remedy: 'plug one in' });
    const { prepared, messages } = await restoreSettings({}, { automatic: { sink: 'browser', missing } });
    expect([prepared.sink, prepared.isSinkOptional]).toEqual(['browser', true]);
    expect(messages).toEqual(['the browser plays, no sound card does: there is no card; plug one in']);
  });

  it('names the way to a sound card where the browser was saved', async () => {
    const { prepared, messages, toSave } = await restoreSettings({ audio: 'browser' });
    expect([prepared.sink, toSave().audio]).toEqual(['browser', 'browser']);
    expect(messages).toEqual([expect.stringMatching(/^the browser plays, as it did last time: `--audio auto` plays/)]);
    const named = await restoreSettings({ audio: 'browser' }, { options: { ...PORT, audio: 'browser' } });
    expect(named.messages).toEqual([]);
  });

  it('names the sink of the board where its target selects none', async () => {
    const sentences: string[] = [];
    const { selectAudioSink: _none, ...board } = TARGET;
    const target = { ...board, audioSinks: new Map([['alsa', 'the card of the board']]) };
    const chosen = await selectSink({ target, sampleRate: 44_100, onMessage: (line) => void sentences.push(line) });
    expect([chosen.audio, sentences]).toEqual([
      'browser',
      ['the browser plays, as no sound card is named: `--audio alsa` plays on the sound card of the board file'],
    ]);
  });

  it.each([
    ['device:nowhere', true, 'device:nowhere'],
    ['browser', true, 'browser'],
    ['null', true, 'device:last'],
    ['wav:out.wav', false, 'device:last'],
  ])('plays the sink %j of the command line; silence in its place: %j; saved: %j', async (audio, isOptional, kept) => {
    const options = { ...PORT, audio, seconds: 1 };
    const { prepared, toSave } = await restoreSettings({ audio: 'device:last' }, { options });
    expect([prepared.sink, prepared.isSinkOptional]).toEqual([audio, isOptional]);
    expect(toSave().audio).toBe(kept);
  });

  it.each([
    [{ model: 'harp' }, 'bad-file'],
    [{ bank: '/nowhere.nrbank' }, 'bad-file'],
    [{ set: 'Nowhere' }, 'bad-file'],
    [{ audio: 'cloud' }, 'usage'],
    [{ block: '100' }, 'usage'],
  ])('refuses %j of the command line', async (named, kind) => {
    await expect(restoreSettings({}, { options: { ...PORT, ...named } })).rejects.toMatchObject({ kind });
  });
});

const junk = fc.oneof(
  fc.anything(),
  fc.string({ maxLength: 300 }),
  fc.constantFrom('/', '..', '../../etc', '/dev/zero', '/dev/stdin', '\0', '__proto__', 'constructor', '', ' '),
  fc.double(),
  fc.bigInt().map(String),
);
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 256 }),
  fc.constantFrom('/', '..', '/dev/zero', '\0', 'tiny'),
);
const word = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
  fc.constantFrom('constructor', 'pitch', 'rms', 'map-x'),
);
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const depths = fc.dictionary(word, fc.double({ min: -1, max: 1, noNaN: true }), { maxKeys: 4 });
/** Settings that fit the schema, and name anything. */
const fitting = fc.record(
  {
    model: name,
    bank: fc.option(name),
    setA: name,
    setB: name,
    audio: fc.option(name),
    bufferFrames: fc.option(fc.integer({ min: 64, max: 8192 })),
    volumeDb: fc.double({ min: -60, max: 0, noNaN: true }),
    seed: fc.nat(),
    blockFrames: fc.constantFrom(64, 128, 256, 512),
    source: fc.constantFrom('a-b', 'map'),
    offsets: fc.dictionary(word, fc.constantFrom('natural', 'alone'), { maxKeys: 4 }),
    control: fc.record({
      ranges: fc.constant(DEFAULT_SETTINGS.control.ranges),
      bases: fc.dictionary(word, value, { maxKeys: 4 }),
      depths: fc.record({ cv1: depths, cv2: depths, cv3: depths, cv4: depths }),
    }),
  },
  { requiredKeys: [] },
);
const field = fc.constantFrom(...Object.keys(DEFAULT_SETTINGS));
/** One field of the settings, at any of their first two levels, is junk. */
const broken = fc
  .tuple(field, junk, fc.option(fc.constantFrom('ranges', 'bases', 'depths')))
  .map(([key, content, below]) =>
    key === 'control' && below !== null
      ? { control: { ...DEFAULT_SETTINGS.control, [below]: content } }
      : { [key]: content },
  );

describe('a settings file of any content', () => {
  it('starts with a model, sets, a sink and a block that exist', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fitting, broken), async (changes) => {
        const { prepared } = await restore({ file: jsonOf(changes) });
        const { patch, models, sets, block, bufferFrames = 64 } = prepared;
        expect(models).toEqual(['tiny']);
        expect(models).toContain(patch.model);
        const names = sets.map((set) => set.name);
        expect(names).toContain(patch.setA);
        expect(names).toContain(patch.setB);
        expect([64, 128, 256, 512]).toContain(block);
        expect(() => TARGET.createAudioSink(prepared.sink)).not.toThrow();
        expect(bufferFrames >= 64 && bufferFrames <= 8192).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 240_000);

  it('starts on the defaults where it is no settings file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (file) => {
        const { prepared } = await restore({ file });
        expect(prepared.patch).toMatchObject({ model: 'tiny', setA: 'Boom', setB: 'Cowbell' });
      }),
      { numRuns: 20 },
    );
  }, 240_000);
});

/** A file with these settings; content that JSON cannot hold is its text. */
function jsonOf(changes: object): string {
  try {
    return fileOf(JSON.parse(JSON.stringify({ ...DEFAULT_SETTINGS, model: 'tiny', ...changes })));
  } catch {
    return fileOf({ ...DEFAULT_SETTINGS, model: 'tiny', seed: String(changes) });
  }
}
