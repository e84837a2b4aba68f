import { NeurorackError } from '@neurorack/contracts/errors';
import { varints, wireFields } from './wire.ts';

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
 * Refuses what a runtime would follow out of an ONNX file or allocate without bound: tensors whose data lie in other files
 * (ONNX Runtime and TensorRT open any path that the file names), tensors with more values than the file has bits, and ONNX Runtime's own
 * format, which has no such check.
 *
 * @param path name of the file in errors
 * @throws NeurorackError 'bad-model' with what it refuses
 */
export function scanOnnx(content: Uint8Array, path: string): void {
  const refuse = (fault: string, cause?: unknown): never => {
    throw new NeurorackError('bad-model', `${path} ${fault}`, { remedy: REMEDY, cause });
  };
  if (content.length === 0) refuse('is empty');
  if (String.fromCharCode(...content.subarray(4, 8)) === 'ORTM') refuse("is in ONNX Runtime's own format, not ONNX");
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
}
