import type { Pointer } from './calls.ts';
import { HailortError } from './error.ts';
import { createHandle, type Handle } from './handle.ts';
import { check, type Native } from './native.ts';
import { createInputVStream, createOutputVStream } from './vstream.ts';
import type { VStreamsOptions } from './vstream-options.ts';
import { makeVStreamParams, type VStreamParams } from './vstream-params.ts';
import { createVStreams, type VStreams } from './vstreams.ts';

/** Opens all streams of a configured network group; when the outputs fail, the inputs have been given back. */
export function openVStreams(
  native: Native,
  { group, device, options }: { group: Pointer; device: Handle; options: VStreamsOptions },
): VStreams {
  const { calls } = native;
  const inputParams = makeVStreamParams(native, { group, direction: 'input', streams: options });
  const outputParams = makeVStreamParams(native, { group, direction: 'output', streams: options });
  assertKnown(options, [...inputParams.names, ...outputParams.names]);

  const inputs = create('input', inputParams, calls.createInputVstreams, group);
  const releaseInputs = (): void =>
    check('hailo_release_input_vstreams', calls.releaseInputVstreams(inputs, inputs.length));
  let outputs: BigUint64Array;
  try {
    outputs = create('output', outputParams, calls.createOutputVstreams, group);
  } catch (error) {
    releaseInputs();
    throw error;
  }

  const handle = createHandle({
    what: 'the set of streams',
    parent: device,
    // Inputs first: no frame may come in for outputs that are gone.
    release: () => {
      releaseInputs();
      check('hailo_release_output_vstreams', calls.releaseOutputVstreams(outputs, outputs.length));
    },
  });
  try {
    return createVStreams({
      inputs: Array.from(inputs, (pointer) => createInputVStream(native, { pointer, handle })),
      outputs: Array.from(outputs, (pointer) => createOutputVStream(native, { pointer, handle })),
      handle,
    });
  } catch (error) {
    handle.close().catch(() => undefined); // the first error says more
    throw error;
  }
}

function create(
  direction: string,
  { structs, names }: VStreamParams,
  call: Native['calls']['createInputVstreams'],
  group: Pointer,
): BigUint64Array {
  const vstreams = new BigUint64Array(names.length);
  check(`hailo_create_${direction}_vstreams`, call(group, structs, names.length, vstreams), names.join(', '));
  return vstreams;
}

function assertKnown({ streams = {} }: VStreamsOptions, names: readonly string[]): void {
  const unknown = Object.keys(streams).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new HailortError('BAD_ARGUMENT', `the network has no stream '${unknown}'`, {
    remedy: `its streams are ${names.join(', ')}`,
  });
}
