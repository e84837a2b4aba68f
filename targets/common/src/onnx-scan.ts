import { constants, open } from 'node:fs/promises';
import { NeurorackError } from '@neurorack/contracts/errors';
import { wireFields } from './onnx-wire.ts';

/** A network of this project has 2 MB. */
const MAX_ONNX_BYTES = 512 * 2 ** 20;
/** Graphs within attributes of nodes, one in the other. */
const MAX_DEPTH = 16;
const REMEDY = 'export the model again as one ONNX file with all weights in it';

/** The messages of onnx.proto (ONNX 1.17) that lead to a tensor, with the field numbers of the messages in them. */
const MESSAGES = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
} as const satisfies Record<string, Readonly<Record<number, string>>>;
type MessageName = keyof typeof MESSAGES;

const TENSOR_DIMENSIONS = 1;
const TENSOR_EXTERNAL_DATA = 13;
/** 0: in this file. */
const TENSOR_DATA_LOCATION = 14;

/**
 * Reads an ONNX file and refuses what a runtime would follow out of the file or allocate without bound: tensors whose data lie in other files
 * (ONNX Runtime and TensorRT open any path that the file names), tensors with more values than the file has bits, and ONNX Runtime's own
 * format, which has no such check.
 *
 * @returns the file's content
 * @throws NeurorackError 'bad-file' when it cannot be read, 'bad-model' with what it refuses
 */
export async function readSafeOnnx(path: string): Promise<Buffer> {
  const content = await read(path);
  const refuse = (fault: string, cause?: unknown): never => {
    throw new NeurorackError('bad-model', `${path} ${fault}`, { remedy: REMEDY, cause });
  };
  if (content.length === 0) refuse('is empty');
  if (content.toString('latin1', 4, 8) === 'ORTM') refuse("is in ONNX Runtime's own format, not ONNX");
  const maxValues = content.length * 8;
  let hasGraph = false;

  function scanTensor(message: Uint8Array): void {
    let values = 1;
    for (const { number, value, bytes } of wireFields(message)) {
      if (number === TENSOR_EXTERNAL_DATA || (number === TENSOR_DATA_LOCATION && value !== 0)) {
        refuse('has weights in another file');
      }
      if (number !== TENSOR_DIMENSIONS) continue;
      for (const size of bytes === undefined ? [value] : varints(bytes)) values *= size;
      if (values > maxValues) refuse('has a tensor that is larger than the file');
    }
  }

  function scan(message: Uint8Array, name: MessageName, depth: number): void {
    if (depth > MAX_DEPTH) refuse('has graphs within graphs');
    if (name === 'tensor') {
      scanTensor(message);
      return;
    }
    const inner: Readonly<Record<number, MessageName>> = MESSAGES[name];
    for (const { number, bytes } of wireFields(message)) {
      const of = inner[number];
      if (of === undefined || bytes === undefined) continue;
      hasGraph ||= of === 'graph';
      scan(bytes, of, depth + 1);
    }
  }

  try {
    scan(content, 'model', 0);
  } catch (cause) {
    if (cause instanceof RangeError) refuse('is not an ONNX file', cause);
    throw cause;
  }
  if (!hasGraph) refuse('is not an ONNX file');
  return content;
}

/** The numbers of a packed repeated field. */
function varints(bytes: Uint8Array): number[] {
  const found: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    found.push(value);
    [value, factor] = [0, 1];
  }
  return found;
}

async function read(path: string): Promise<Buffer> {
  try {
    // Without O_NONBLOCK, which Windows does not have, the opening of a pipe waits for a writer.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > MAX_ONNX_BYTES) throw new Error('no regular file, or too large');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new NeurorackError('bad-file', `cannot read the artifact ${path}`, {
      remedy: 'install the model again, or check the permissions of its folder',
      cause,
    });
  }
}
