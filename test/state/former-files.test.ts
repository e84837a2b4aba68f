import { beforeEach, describe, expect, it } from 'vitest';
import { checksumOf } from '../../src/state/canonical-json.ts';
import { createPairedClientsFile } from '../../src/state/paired-clients.ts';
import type { MusicalSettings } from '../../src/state/settings.ts';
import { createState } from '../../src/state/state.ts';
import { DEFAULTS } from './example-settings.ts';
import { createFaultyDisk, type FaultyDisk, HOME, inHome } from './faulty-disk.ts';

// Files as version 0.1 of the instrument wrote them, with literal checksums: present code does not produce them.
const MUSICAL: Omit<MusicalSettings, 'latents' | 'voices'> = {
  model: 'impacts',
  bank: null,
  setA: 'Boom',
  setB: 'Cowbell',
  source: 'map',
  gateMode: 'gated',
  loopMode: 'freeze',
  seed: 7,
  offsets: { centroid: 'alone', rms: 'natural' },
  control: {
    ranges: { cv1: '0-5', cv2: '0-8', cv3: '±5', cv4: '0-10' },
    bases: { level: -6, 'loop-window': 80 },
    depths: {
      cv1: { interpolate: 1 },
      cv2: { scrub: 0.5 },
      cv3: { sharpness: 1, pitch: -0.25 },
      cv4: { variation: 1 },
    },
  },
};
const SETTINGS = { ...MUSICAL, blockFrames: 128, audio: 'device:hw:1' };
const PAIRED = {
  format: 'neurorack-paired-pages',
  formatVersion: 1,
  content: { hashes: ['ab'.repeat(32)] },
  sha256: 'df732d307f76dfa870923b153cc4172c36f70a9dc209ec0a25c3c33ebf7762fd',
};

const MIGRATED = {
  clients: [{ hash: 'ab'.repeat(32), name: 'unknown', address: '', pairedMs: null, seenMs: null }],
};

describe('a file of version 0.1', () => {
  let disk: FaultyDisk;
  beforeEach(() => {
    disk = createFaultyDisk();
  });
  const put = (name: string, document: object): void => disk.put(inHome(name), JSON.stringify(document));
  const open = () => createState({ home: HOME, defaults: DEFAULTS, fs: disk });
  const pairedClients = () => createPairedClientsFile({ home: HOME, fs: disk });

  it('loads as settings', async () => {
    const sha256 = 'b3a02f0ae8808b5bae95361e2c4cbc7bceb2d39997dab49fa96cdb79e748638e';
    put('settings.json', { format: 'neurorack-settings', formatVersion: 1, content: SETTINGS, sha256 });
    const { latents, voices } = DEFAULTS;
    const content = { ...SETTINGS, latents, voices, bufferFrames: null, volumeDb: 0, cvInput: null };
    expect(await open().settings.read()).toEqual({ content, source: 'current', messages: [] });
  });

  it('loads as a preset', async () => {
    const sha256 = '4d140c184d34d7efe0a2c3355b32c55ce72e4f0030de8890f59d9cefee0b884c';
    const content = { name: 'Night', settings: MUSICAL };
    put('presets/night-4e9f8db8242b.json', { format: 'neurorack-preset', formatVersion: 1, content, sha256 });
    expect(await open().presets.list()).toEqual({ names: ['Night'], messages: [] });
    expect(await open().presets.load('Night')).toEqual({
      settings: { ...MUSICAL, latents: DEFAULTS.latents, voices: DEFAULTS.voices },
      messages: [],
    });
  });

  it('loads as a calibration', async () => {
    const sha256 = 'd329587fbdfd5f6348cf6e0dcf524f815f10589bd1d4c54e0ff6a80622213a91';
    const content = { cv2: { slope: 0.9615, offset: -0.0577 } };
    put('calibration.json', { format: 'neurorack-calibration', formatVersion: 1, content, sha256 });
    expect(await open().calibration.read()).toEqual({ content, source: 'current', messages: [] });
  });

  it('loads as paired clients', async () => {
    put('paired-pages.json', PAIRED);
    expect(await pairedClients().read()).toEqual({ content: MIGRATED, source: 'current', messages: [] });
  });

  it('loads as paired clients of a board that stored hashes alone', async () => {
    const document = { ...PAIRED, format: 'neurorack-paired-clients' };
    const { sha256: _, ...others } = document;
    put('paired-clients.json', { ...others, sha256: checksumOf(others) });
    expect(await pairedClients().read()).toEqual({ content: MIGRATED, source: 'current', messages: [] });
  });

  it('does not bring unpaired clients back once paired clients have been saved', async () => {
    put('paired-pages.json', PAIRED);
    put('paired-pages.json.previous', PAIRED);
    expect(await pairedClients().save({ clients: [] })).toEqual({ isDone: true });
    expect(disk.names()).toEqual([inHome('paired-clients.json')]);
    disk.put(inHome('paired-clients.json'), 'damaged');
    expect((await pairedClients().read()).content).toBeUndefined();
    expect((await pairedClients().read()).content).toBeUndefined();
  });

  it('is not read in place of damaged paired clients', async () => {
    put('paired-pages.json', PAIRED);
    disk.put(inHome('paired-clients.json'), 'damaged');
    const { content, messages } = await pairedClients().read();
    expect(content).toBeUndefined();
    expect(messages[0]).toContain('paired-clients.json is damaged');
  });
});
