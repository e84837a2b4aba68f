import type { Pointer } from './calls.ts';
import type { Handle } from './handle.ts';
import type { Native } from './native.ts';
import { openVStreams } from './open-vstreams.ts';
import type { VStreamsOptions } from './vstream-options.ts';
import type { VStreams } from './vstreams.ts';

/** Networks on a chip. The group belongs to its virtual device and is closed with it. */
export interface NetworkGroup {
  readonly name: string;
  /**
   * Opens all inputs and outputs; one set at a time.
   *
   * @throws HailortError by the status; 'BAD_ARGUMENT' for an invalid option or a stream that does not exist; 'CLOSED'
   */
  openVStreams(options?: VStreamsOptions): VStreams;
}

export function createNetworkGroup(
  native: Native,
  { pointer, name, device }: { pointer: Pointer; name: string; device: Handle },
): NetworkGroup {
  return {
    name,
    openVStreams: (options = {}) => {
      device.assertOpen();
      return openVStreams(native, { group: pointer, device, options });
    },
  };
}
