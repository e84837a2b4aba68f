import { describe, expect, it } from 'vitest';
import { pickArtifact } from '../../../src/model/artifact.ts';
import { openSession } from '../../../src/model/open-session.ts';
import { replayReference } from '../../../src/model/reference.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { copyOfTinyModel, editManifest } from '../../model/tiny-model.ts';
import { accelerator, loadTiny, TINY_RAVE } from './tiny-rave.ts';

describe('a model of the family rave', () => {
  it('has latents in and samples out, is played on the grid of the sets, and passes its reference', async () => {
    const model = await loadTiny();
    expect(model.network).toEqual({ inputSize: 8, outputSize: 128 });
    expect(model.timing).toEqual({ sampleRate: 44_100, hop: 256 });
    const session = await openSession(model, accelerator);
    const result = await replayReference(model, pickArtifact(model, accelerator), session);
    expect(result).toMatchObject({ frames: 48, passed: true });
    await session.close();
  });

  it.each<[string, string | RegExp, string, string]>([
    ['no latents', '"latents": 4', '"latents": 0', 'synthesis.latents'],
    ['more latents than its deviations', '"latents": 4', '"latents": 5', 'synthesis.latentMean'],
    [
      'fewer random latents than its network',
      '"randomLatents": 4',
      '"randomLatents": 3',
      'synthesis.largerRuns[0].artifacts[0].inputs: x is 1×32×1×1',
    ],
    ['a delay below 0', '"decoderDelay": 200', '"decoderDelay": -1', 'synthesis.decoderDelay'],
    ['a delay of a minute', '"encoderDelay": 128', '"encoderDelay": 2646000', 'synthesis.encoderDelay'],
    ['an unknown correction', '"correction": "none"', '"correction": "all"', 'synthesis.correction'],
    ['a hop of 64', '"hop": 128', '"hop": 64', 'hop: is 64, the family plays 128 to 2048'],
    ['a rate of 384 kHz', '"sampleRate": 44100', '"sampleRate": 384000', 'sampleRate: is 384000 Hz'],
    ['another lookahead', '"lookaheadFrames": 1', '"lookaheadFrames": 2', 'lookaheadFrames: is 2'],
    ['a windowed network', '"kind": "stateful"', '"kind": "stateless"', "artifacts[0].kind: is 'stateless'"],
    ['an encoder outside its folder', '"tiny-encoder.onnx"', '"../tiny-encoder.onnx"', 'synthesis.encoder.file'],
    [
      'an encoder of another hop',
      /(tiny-encoder.*?"x",\s+"shape": \[\s*1,\s*)128/s,
      '$1256',
      'synthesis.encoder.inputs: x is 1×256×1×1',
    ],
    [
      'silence of another size',
      /"silence": \[[^\]]*\]/,
      '"silence": [0, 0]',
      'silence: 2 numbers, the network takes 8',
    ],
  ])('with %s is refused, naming the field', async (_, from, to, field) => {
    const { folder } = await copyOfTinyModel('tiny', TINY_RAVE);
    await editManifest(folder, from, to);
    const error = await namedErrorOf(() => loadTiny(folder));
    expect(error).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(`manifest.json: ${field}`) });
    expect(error.remedy).not.toBe('');
  });
});
