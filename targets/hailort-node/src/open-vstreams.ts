import type { HailoCalls, Pointer } from './calls.ts';
import { HailortError } from './error.ts';
import { createHandle, type Handle } from './handle.ts';
import { check, type Native } from './native.ts';
import { createInputLane, createOutputLane } from './vstream.ts';
import type { VStreamsOptions } from './vstream-options.ts';
import { makeVStreamParams, type VStreamParams } from './vstream-params.ts';
import { createVStreams, type VStreams } from './vstreams.ts';

/** Opens all streams of a configured network group; when the outputs fail, the inputs are released. */
export function openVStreams(
  native: Native,
  { group, device, options }: { group: Pointer; device: Handle; options: VStreamsOptions },
): VStreams {
  const { calls } = native;
  const inputParams = makeVStreamParams(native, { group, direction: 'input', streams: options });
  const outputParams = makeVStreamParams(native, { group, direction: 'output', streams: options });
  assertKnown(options, [...inputParams.names, ...outputParams.names]);

  const inputs = create('input', inputParams, calls.createInputVstreams, group);
  let outputs: BigUint64Array;
  try {
    outputs = create('output', outputParams, calls.createOutputVstreams, group);
  } catch (error) {
    releaseInputs(calls, inputs);
    throw error;
  }

  const handle = createHandle({
    what: 'the set of streams',
    parent: device,
    release: releaserOf(calls, { inputs, outputs }),
  });
  try {
    return createVStreams({
      inputs: Array.from(inputs, (pointer) => createInputLane(native, { pointer, handle })),
      outputs: Array.from(outputs, (pointer) => createOutputLane(native, { pointer, handle })),
      handle,
    });
  } catch (error) {
    handle.close().catch(() => undefined); // the first error is the cause
    throw error;
  }
}

function releaseInputs(calls: HailoCalls, inputs: BigUint64Array): void {
  check('hailo_release_input_vstreams', calls.releaseInputVstreams(inputs, inputs.length));
}

/** Releases inputs first: no frame may enter without outputs. */
function releaserOf(
  calls: HailoCalls,
  { inputs, outputs }: { inputs: BigUint64Array; outputs: BigUint64Array },
): () => void {
  return () => {
    releaseInputs(calls, inputs);
    check('hailo_release_output_vstreams', calls.releaseOutputVstreams(outputs, outputs.length));
  };
}

function create(
  direction: string,
  { structs, names }: VStreamParams,
  call: HailoCalls['createInputVstreams'],
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
