import { type ErrorKind, NeurorackError } from '@neurorack/contracts/errors';

/** How to build the native part again, as after an upgrade of JetPack. */
export const MAKE = 'run `sudo make -C /opt/neurorack/current/native clean all` on the board';

/** The codes of `native/neurorack_trt.h`, and 20 of `neurorack-trt-build`. */
const CODES: Readonly<Record<number, { readonly kind: ErrorKind; readonly what: string; readonly remedy: string }>> = {
  2: {
    kind: 'missing-device',
    what: 'there is no GPU for TensorRT',
    remedy: 'make the user a member of the groups video and render; in a container, start it with `--runtime nvidia`',
  },
  3: {
    kind: 'bad-model',
    what: 'TensorRT refuses the network',
    remedy: 'export the model again as ONNX with float32 tensors and no dynamic axes, opset 13 for TensorRT 8.2',
  },
  4: {
    kind: 'bad-model',
    what: 'TensorRT could not build an engine',
    remedy: 'see the message; a newer JetPack may build it',
  },
  5: {
    kind: 'device-fault',
    what: 'not enough memory for TensorRT',
    remedy: 'stop other programs and the desktop (`sudo systemctl set-default multi-user.target`), or add swap',
  },
  6: {
    kind: 'bad-file',
    what: 'the engine was built for another GPU or another TensorRT',
    remedy: 'delete the folder `engines` of the instrument: engines are built again',
  },
  7: { kind: 'device-fault', what: 'the GPU has failed', remedy: 'start the instrument again; look at `sudo dmesg`' },
  8: { kind: 'timeout', what: 'the GPU does not answer', remedy: 'start the board again; look at `sudo dmesg`' },
  9: { kind: 'busy', what: 'the build was ended', remedy: 'start it again' },
  20: {
    kind: 'cannot-write',
    what: 'the engine could not be written',
    remedy: 'make room, or point NEURORACK_HOME to a folder that can be written to',
  },
};

/** The NeurorackError of an error code of the native part. */
export function trtError(code: number, about: string, text: string): NeurorackError {
  const { kind, what, remedy } = CODES[code] ?? {
    kind: 'device-fault',
    what: `the native part of TensorRT failed with ${code}`,
    remedy: MAKE,
  };
  return new NeurorackError(kind, `${about}: ${what}${text === '' ? '' : ` (${text})`}`, { remedy });
}
