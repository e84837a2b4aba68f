import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnnxAccelerator } from '@neurorack/common';
import { describe, expect, it } from 'vitest';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openSession } from '../../src/model/open-session.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { copyOfTinyModel, editManifest, TINY_MODEL } from '../model/tiny-model.ts';
import { damaged, damagedText, failure, numbersFrom, oneOf, seeds } from './seeds.ts';

const isWindows = process.platform === 'win32';
const accelerator = createOnnxAccelerator();

/** Loads a model and opens its network, as a start does. */
async function openModel(folder: string): Promise<void> {
  const model = await loadModel(folder, FAMILIES);
  await (await openSession(model, accelerator)).close();
}

const refusalOf = (folder: string) => namedErrorOf(() => openModel(folder));

/** Replaces the network, with a matching checksum: only the content is wrong. */
async function replaceNetwork(folder: string, content: Uint8Array): Promise<void> {
  await writeFile(join(folder, 'tiny.onnx'), content);
  const digest = createHash('sha256').update(content).digest('hex');
  await writeFile(join(folder, 'manifest.json'), manifest.replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${digest}"`));
}

/** A protobuf field with a length. */
function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

const tiny = await readFile(join(TINY_MODEL, 'tiny.onnx'));
const manifest = await readFile(join(TINY_MODEL, 'manifest.json'), 'utf8');
/** `external_data` with the location of another file, of a TensorProto. */
const elsewhere = field(13, Buffer.concat([field(1, 'location'), field(2, '../../secret')]));
const dimensions = (...sizes: number[]): Buffer => Buffer.concat(sizes.flatMap((size) => [varint(8), varint(size)]));
/** A graph appended to a model is merged with its own: protobuf concatenates messages. */
const withGraph = (graph: Uint8Array): Buffer => Buffer.concat([tiny, field(7, graph)]);
const inNode = (attribute: Uint8Array): Buffer => field(1, field(5, attribute));

describe('a hostile network', () => {
  it.each<[string, Uint8Array, string]>([
    ['weights in another file', withGraph(field(5, elsewhere)), 'weights in another file'],
    ['the location alone', withGraph(field(5, Buffer.from([0x70, 1]))), 'weights in another file'],
    [
      'a location beyond 32 bits',
      withGraph(field(5, Buffer.concat([varint(112), varint(2 ** 32 + 1)]))),
      'another file',
    ],
    ['sparse weights in another file', withGraph(field(15, field(1, elsewhere))), 'weights in another file'],
    ['a constant in another file', withGraph(inNode(field(5, elsewhere))), 'weights in another file'],
    ['constants in another file', withGraph(inNode(field(10, elsewhere))), 'weights in another file'],
    ['a constant of an inner graph', withGraph(inNode(field(6, field(5, elsewhere)))), 'weights in another file'],
    [
      'a constant of a function',
      Buffer.concat([tiny, field(25, field(7, field(5, field(5, elsewhere))))]),
      'another file',
    ],
    ['a tensor of 2^40 values', withGraph(field(5, dimensions(2 ** 20, 2 ** 20))), 'larger than the file'],
    ['packed dimensions', withGraph(field(5, field(1, varint(2 ** 40)))), 'larger than the file'],
    ['a negative dimension', withGraph(field(5, Buffer.from('08ffffffffffffffffff01', 'hex'))), 'larger than the file'],
    ["ONNX Runtime's own format", Buffer.concat([Buffer.from('\0\0\0\0ORTM'), tiny]), 'own format'],
    ['no network', Buffer.from('this is no network'), 'is not an ONNX file'],
    ['an empty file', Buffer.alloc(0), 'is empty'],
    ['zeros', Buffer.alloc(1000), 'is not an ONNX file'],
  ])('is refused: %s', async (_, network, reason) => {
    const { folder } = await copyOfTinyModel();
    await replaceNetwork(folder, network);
    expect(await refusalOf(folder)).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(reason) });
  });

  it('is refused: graphs within graphs, three hundred deep', async () => {
    const { folder } = await copyOfTinyModel();
    let graph: Buffer = field(5, dimensions(1));
    for (let depth = 0; depth < 300; depth++) graph = inNode(field(6, graph));
    await replaceNetwork(folder, withGraph(graph));
    expect(await refusalOf(folder)).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('graphs') });
  });
});

describe('a hostile folder of a model', () => {
  it.each(['manifest.json', 'tiny.onnx'])('is refused when %s is a link out of it', async (name) => {
    const { directory, folder } = await copyOfTinyModel();
    await rename(join(folder, name), join(directory, name));
    await symlink(join(directory, name), join(folder, name));
    const error = await refusalOf(folder);
    expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining('link out of the folder') });
  });

  it('plays when it is a link itself, and its network another file in it', async () => {
    const { directory, folder } = await copyOfTinyModel();
    await rename(join(folder, 'tiny.onnx'), join(folder, 'v1.onnx'));
    await symlink('v1.onnx', join(folder, 'tiny.onnx'));
    await symlink(folder, join(directory, 'link'));
    await openModel(join(directory, 'link'));
  });

  it.each(['manifest.json', 'tiny.onnx'])('is refused when %s is a folder', async (name) => {
    const { folder } = await copyOfTinyModel();
    await rm(join(folder, name));
    await mkdir(join(folder, name));
    expect(await refusalOf(folder)).toMatchObject({ kind: 'bad-file' });
  });

  it.skipIf(isWindows).each(['manifest.json', 'tiny.onnx'])(
    'is refused when %s is a pipe, without a wait',
    async (name) => {
      const { folder } = await copyOfTinyModel();
      await rm(join(folder, name));
      execFileSync('mkfifo', [join(folder, name)]);
      expect(await refusalOf(folder)).toMatchObject({
        kind: 'bad-file',
        message: expect.stringContaining('regular file'),
      });
    },
  );

  it.each([
    ['manifest.json', 100 * 2 ** 20],
    ['tiny.onnx', 2 ** 40],
  ])('is refused when %s has %d bytes, before it is read', async (name, bytes) => {
    const { folder } = await copyOfTinyModel();
    const file = await open(join(folder, name), 'w');
    await file.truncate(bytes);
    await file.close();
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusalOf(folder)).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining(`${bytes} bytes`),
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});

describe('a hostile manifest', () => {
  it.each<[string, RegExp | string, string, string]>([
    ['a path out of the folder', '"tiny.onnx"', '"../tiny.onnx"', 'artifacts[0].file'],
    ['an absolute path', '"tiny.onnx"', '"/dev/zero"', 'artifacts[0].file'],
    ['a hidden file', '"tiny.onnx"', '".ssh"', 'artifacts[0].file'],
    ['a reference out of the folder', '"reference-input.f32"', '"..\\\\x"', 'reference.input'],
    ['an infinite mean', '"mean": -5.0', '"mean": 1e999', 'descriptors[0].mean'],
    ['a mean that is not a number', '"mean": -5.0', '"mean": "NaN"', 'descriptors[0].mean'],
    ['a mean that float32 cannot hold', '"mean": -5.0', '"mean": 1e308', 'descriptors[0].mean'],
    ['a deviation near zero', '"std": 3.0', '"std": 1e-320', 'descriptors[0].std'],
    ['a negative hop', '"hop": 256', '"hop": -256', 'hop'],
    ['an endless hop', '"hop": 256', '"hop": 1099511627776', 'hop'],
    ['an impossible rate', '"sampleRate": 44100', '"sampleRate": 1', 'sampleRate'],
    [
      'a tensor of 2^52 values',
      /"shape": \[\s*1,\s*15,\s*1,\s*2\s*\]/,
      '"shape": [67108864, 67108864]',
      'artifacts[0].inputs',
    ],
    [
      'a tensor of a negative size',
      /"shape": \[\s*1,\s*15,\s*1,\s*2\s*\]/,
      '"shape": [-1, 15, 1, 2]',
      'artifacts[0].inputs[1].shape',
    ],
    ['2^30 partials', '"partials": 48', '"partials": 1073741824', 'synthesis.partials'],
    ['loops of 2^40 samples', '"loopLength": 65536', '"loopLength": 1099511627776', 'synthesis.noiseBands.loopLength'],
    ['an infinite gain', '"range": 5', '"range": 1e300', 'synthesis.gain.range'],
  ])('is refused: %s', async (_, from, to, named) => {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, from, to);
    expect(await refusalOf(folder)).toMatchObject({ kind: 'bad-model', message: expect.stringContaining(named) });
  });

  it('is refused when it says NaN, which is no JSON', async () => {
    const { folder } = await copyOfTinyModel();
    await editManifest(folder, '"mean": -5.0', '"mean": NaN');
    expect(await refusalOf(folder)).toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining('is not JSON'),
    });
  });
});

it('refuses mutated models with a reason, or opens them', async () => {
  const { folder } = await copyOfTinyModel();
  for (const seed of seeds({ short: 300, nightly: 5000 })) {
    const below = numbersFrom(seed);
    const isNetwork = below(2) === 0;
    await writeFile(join(folder, 'manifest.json'), isNetwork ? manifest : damagedText(manifest, below));
    await writeFile(join(folder, 'tiny.onnx'), tiny);
    // Most of the file is weights; what surrounds them is at both ends.
    const ends = oneOf(below, [0, tiny.length - 400]);
    if (isNetwork) await replaceNetwork(folder, damaged(tiny, below, ends));
    try {
      await openModel(folder);
    } catch (error) {
      const isRefusal =
        error instanceof NeurorackError && ['bad-model', 'bad-file', 'unsupported'].includes(error.kind);
      if (!isRefusal) throw failure(seed, 'an unexpected error', error);
    }
  }
});
