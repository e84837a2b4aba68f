import type { FormatOrder, FormatType } from './formats.ts';

/** How frames go in and out. */
export interface VStreamOptions {
  /** Default 'float32': libhailort quantises. 'auto' is what the chip has, mostly 'uint8'. */
  readonly format?: FormatType | undefined;
  /** Default 'AUTO', for images NHWC; 'NCHW' lies as PyTorch has it. */
  readonly order?: FormatOrder | undefined;
  /** How long a write or read may take before it fails with HAILO_TIMEOUT, ms; default 1000. */
  readonly timeoutMs?: number | undefined;
  /** Frames that may wait in each stream, from 1; default libhailort's 2. */
  readonly queueSize?: number | undefined;
}

export interface VStreamsOptions extends VStreamOptions {
  /** What differs for single streams, by name. */
  readonly streams?: Readonly<Record<string, VStreamOptions>> | undefined;
}
