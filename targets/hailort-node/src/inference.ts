import { HailortError } from './error.ts';
import { type Hailort, openHailort } from './hailort.ts';
import type { LibraryOptions } from './library.ts';
import type { VDevice, VDeviceOptions } from './vdevice.ts';
import type { VStreamsOptions } from './vstream-options.ts';
import type { VStreams } from './vstreams.ts';

export interface InferenceOptions extends LibraryOptions, VDeviceOptions, VStreamsOptions {
  /** The network: a file, or its bytes. */
  readonly hef: string | Uint8Array;
  /** A network group by name; default the only one. */
  readonly networkGroup?: string | undefined;
}

/** One network on a chip of its own: its streams, libhailort and the virtual device. */
export interface Inference extends VStreams {
  readonly hailort: Hailort;
  readonly vdevice: VDevice;
}

/**
 * Opens streams from a HEF in one step. When a step fails, the objects of the steps before are closed.
 *
 * @throws HailortError as the single steps; 'BAD_ARGUMENT' when the HEF has several network groups and none is named
 */
export function openInference(options: InferenceOptions): Inference {
  const hailort = openHailort(options);
  const hef = hailort.openHef(options.hef);
  try {
    const vdevice = hailort.createVDevice(options);
    try {
      const groups = vdevice.configure(hef);
      const names = groups.map(({ name }) => name).join(', ');
      const requested = options.networkGroup;
      const group =
        requested === undefined && groups.length === 1 ? groups[0] : groups.find(({ name }) => name === requested);
      if (group === undefined) {
        throw new HailortError('BAD_ARGUMENT', `${hef.source} has the network groups ${names}`, {
          remedy: 'name one of them in networkGroup',
        });
      }
      const streams = group.openVStreams(options);
      return { ...streams, hailort, vdevice, close: vdevice.close };
    } catch (error) {
      vdevice.close().catch(() => undefined); // the first error is the cause
      throw error;
    }
  } finally {
    hef.close().catch(() => undefined);
  }
}
