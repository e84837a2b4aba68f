import type { FormatOrder, FormatType } from './formats.ts';

/** Options of a stream. */
export interface VStreamOptions {
  /** Default 'float32': libhailort quantises. 'auto' is the chip's own type, mostly 'uint8'. */
  readonly format?: FormatType | undefined;
  /** Default 'AUTO', for images NHWC; 'NCHW' is PyTorch's order. */
  readonly order?: FormatOrder | undefined;
  /** Timeout of a write or read, ms, after which it fails with HAILO_TIMEOUT. Default 1000. */
  readonly timeoutMs?: number | undefined;
  /** Frames that each stream queues, from 1; default libhailort's 2. */
  readonly queueSize?: number | undefined;
}

export interface VStreamsOptions extends VStreamOptions {
  /** Other options of single streams, by name. */
  readonly streams?: Readonly<Record<string, VStreamOptions>> | undefined;
}
