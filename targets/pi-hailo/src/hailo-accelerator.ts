import { access } from 'node:fs/promises';
import type { Accelerator, ArtifactSpec, InferenceSession } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { assertSameTensors } from '@neurorack/contracts/tensor-check';
import { type Hailort, openHailort } from 'hailort-node';
import { toNeurorackError } from './hailo-error.ts';
import { startHailoSession } from './hailo-session.ts';
import { matchTensorStreams } from './hailo-tensors.ts';
import { raiseHailoThreads } from './hailo-threads.ts';

export interface HailoAcceleratorOptions {
  /** The chip of the board; each needs a HEF of its own. */
  readonly chip: 'hailo-8' | 'hailo-8l' | 'hailo-10h';
  /** The file of libhailort; default the one of HailoRT's packages. */
  readonly library?: string | undefined;
  /** The file of libhailort_infer.so, for HailoRT 5; default where `make` puts it. */
  readonly nativePart?: string | undefined;
  /** Raises the scheduling of HailoRT's threads after a session has been opened; default `raiseHailoThreads`. */
  readonly raiseThreads?: (() => void) | undefined;
  /** Timeout of one run, ms; default 100: 17 blocks of 256, far beyond a run that can play. */
  readonly timeoutMs?: number | undefined;
}

/** Group in which all of this process shares the chip: sessions of several voices and workers, and the thermometer. */
export const CHIP_GROUP = 'neurorack';

/**
 * HailoRT on a Hailo-8, 8L or 10H, loaded by the first `open`. Frames are float32: libhailort quantises them in C on its own
 * threads, with the per-channel parameters and the rounding of the calibration.
 */
export function createHailoAccelerator(options: HailoAcceleratorOptions): Accelerator {
  const { chip, library, nativePart, timeoutMs = 100, raiseThreads = raiseHailoThreads } = options;
  let hailort: Hailort | undefined;
  return {
    name: chip,
    open: async (artifact) => {
      try {
        await access(artifact.path);
      } catch (cause) {
        throw new NeurorackError('bad-file', `cannot read the artifact ${artifact.path}`, {
          remedy: 'install the model again, or check the permissions of its folder',
          cause,
        });
      }
      try {
        hailort ??= openHailort({ library, nativePart });
        const session = openSession(hailort, artifact, timeoutMs);
        raiseThreads();
        return session;
      } catch (error) {
        throw toNeurorackError(error, artifact.path);
      }
    },
  };
}

function openSession(hailort: Hailort, artifact: ArtifactSpec, timeoutMs: number): InferenceSession {
  const hef = hailort.openHef(artifact.path);
  try {
    const carried = matchTensorStreams(hef, artifact);
    assertSameTensors(artifact, {
      inputs: carried.inputs.map(({ tensor }) => tensor),
      outputs: carried.outputs.map(({ tensor }) => tensor),
    });
    const vdevice = hailort.createVDevice({ groupId: CHIP_GROUP });
    try {
      const [network, ...others] = vdevice.configure(hef);
      if (network === undefined || others.length > 0) {
        throw new NeurorackError('bad-model', `${artifact.path} holds ${others.length + 1} networks, not one`, {
          remedy: 'compile one network into one HEF',
        });
      }
      return startHailoSession({ artifact, carried, vdevice, streams: network.openVStreams({ timeoutMs }) });
    } catch (error) {
      vdevice.close().catch(() => undefined); // the first error is the cause
      throw error;
    }
  } finally {
    hef.close().catch(() => undefined);
  }
}
