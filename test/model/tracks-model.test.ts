import { createOnnxAccelerator } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/families/families.ts';
import { pickArtifact } from '../../src/model/artifact.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openSession } from '../../src/model/open-session.ts';
import { replayReference } from '../../src/model/reference.ts';
import { createLiveVoice } from '../../src/voice/live-voice.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { movingSet } from '../descriptors/moving-sets.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { play } from '../voice/playing.ts';
import { copyOfTinyModel, editManifest, TINY_TRACKS_MODEL } from './tiny-model.ts';

const accelerator = createOnnxAccelerator();
const NUMBERS = '[-0-9.e,\\s]+';

describe('a model with tracks', () => {
  it('has a network with code, modal bands and harmonicity in its input, which passes its reference', async () => {
    const model = await loadModel(TINY_TRACKS_MODEL, FAMILIES);
    expect(model.network).toMatchObject({ inputSize: 15 + 12 + 16 + 1, outputSize: 8 * (48 + 96 + 16 + 1) });
    const session = await openSession(model, accelerator);
    const result = await replayReference(model, pickArtifact(model, accelerator), session);
    expect(result).toMatchObject({ frames: 4, passed: true });
    await session.close();
  });

  it('plays on a real accelerator, the same in blocks of any size', async () => {
    const model = await loadModel(TINY_TRACKS_MODEL, FAMILIES);
    const a = movingSet([{ hz: (t) => 300 + 400 * t }, { hz: 1200, from: 0.1 }], { seconds: 0.5, harmonicity: 0.5 });
    const sounds = await Promise.all(
      [100, 256].map(async (block) => {
        const session = await openSession(model, accelerator);
        const patch = { a, gateMode: 'one-shot', loopMode: 'resynthesis' } as const;
        const voice = await createLiveVoice({ model, session, seed: 1, patch });
        voice.gate(0, true);
        const sound = await play(voice, 20_000, block);
        await session.close();
        return sound;
      }),
    );
    expect(rms(sounds[0] ?? [])).toBeGreaterThan(0.01);
    expect(sounds[1]).toEqual(sounds[0]);
  });

  it.each<[string, string | RegExp, string, string]>([
    ['modes beside them', '"tracks": {', '"modes": {}, "tracks": {', 'synthesis.modes'],
    ['no bands', '"bandLowHz"', '"lowHz"', 'synthesis.tracks.bandLowHz'],
    ['2^40 bands', '"bands": 16', '"bands": 1099511627776', 'synthesis.tracks.bands'],
    ['bands that end below their start', '"bandHighHz": 16000', '"bandHighHz": 30', 'synthesis.tracks.bandHighHz'],
    ['bands beyond half the rate', '"bandHighHz": 16000', '"bandHighHz": 30000', 'synthesis.tracks.bandHighHz'],
    ['a hold of 2^40 samples', '"holdSamples": 2048', '"holdSamples": 1099511627776', 'synthesis.tracks.holdSamples'],
    [
      'another hold than the analysis has',
      '"holdSamples": 2048',
      '"holdSamples": 2047',
      'synthesis.tracks.holdSamples',
    ],
    ['a release of no time', '"releaseSeconds": 0.02', '"releaseSeconds": 0', 'synthesis.tracks.releaseSeconds'],
    ['no encoder', '"encoder": {', '"decoder": {', 'timbre.encoder'],
    ['colours of other bands', '"bands": 24', '"bands": 25', 'timbre.colour.bands'],
    ['a code of another size', '"code": 12', '"code": 13', 'timbre.encoder.last.shape: is 12×4×1, not 13×4×1'],
    ['a scale of zero', '"scale": 16', '"scale": 0', 'timbre.encoder.scale'],
    [
      'a layer of 2^40 rows',
      /"shape": \[\s*24,\s*4/,
      '"shape": [1099511627776, 4',
      'timbre.encoder.expected[1].shape[0]',
    ],
    ['too few weights', /("weight": \[)[^,]*,/, '$1', 'timbre.encoder.expected[0].weight: 27 numbers'],
    ['no weights', new RegExp(`"weight": \\[${NUMBERS}\\]`), '"weight": []', 'timbre.encoder.expected[0].weight'],
    ['layers that do not fit', /"shape": \[\s*4,\s*7/, '"shape": [7, 4', 'timbre.encoder.expected[0].bias'],
  ])('is refused with %s', async (_, from, to, words) => {
    const { folder } = await copyOfTinyModel('tiny-tracks', TINY_TRACKS_MODEL);
    await editManifest(folder, from, to);
    const error = await namedErrorOf(() => loadModel(folder, FAMILIES));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(words) });
  });
});
