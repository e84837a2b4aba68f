import { callAsync, type Memory, type NativeCall, type Pointer } from './calls.ts';
import { HailortError } from './error.ts';
import { allocateFrame, type Format, type Frame } from './formats.ts';
import type { Handle } from './handle.ts';
import { type Quantisation, readFormat, readQuantisation, readVStreamInfo, type VStreamInfo } from './infos.ts';
import { FORMAT, QUANT } from './layout.ts';
import { check, type Native, receive, receiveList, receiveStruct } from './native.ts';
import { SUCCESS } from './status.ts';

/** One input or output of a network on a chip. */
export interface VStream {
  readonly name: string;
  /** Info of the HEF. */
  readonly info: VStreamInfo;
  /** Format of the frames that are written or read here. */
  readonly format: Format;
  /** Bytes of one frame in that format. */
  readonly frameBytes: number;
  /** One for the whole frame, or one per feature. */
  readonly quantisations: readonly Quantisation[];
  /** A zeroed frame of the right type and size. */
  allocate(): Frame;
}

/**
 * A single input, for programs that keep several frames in flight. `write` queues a frame and returns; it blocks only while
 * the queue is full.
 */
export interface InputVStream extends VStream {
  /** @throws HailortError HAILO_TIMEOUT, HAILO_STREAM_ABORT and others; 'BAD_ARGUMENT' for a frame of another size; 'BUSY'; 'CLOSED' */
  write(frame: Frame): void;
  /** The same on a thread of the pool; leave the frame untouched until the promise settles. */
  writeAsync(frame: Frame): Promise<void>;
}

/** A single output; `read` waits for the next frame. */
export interface OutputVStream extends VStream {
  /** @throws HailortError as `InputVStream.write` */
  read(into: Frame): void;
  /** The same on a thread of the pool; leave the frame untouched until the promise settles. */
  readAsync(into: Frame): Promise<void>;
}

/** A stream and the transfers of its frames, one at a time. */
export interface Lane<Stream extends VStream> {
  readonly stream: Stream;
  /** @throws HailortError 'CLOSED', 'BUSY', 'BAD_ARGUMENT' */
  assertReady(frame: Frame): void;
  /** `move` and `moveAsync` check nothing: a run calls `assertReady` once for all lanes before it moves a frame. */
  move(frame: Frame): void;
  moveAsync(frame: Frame): Promise<void>;
}

type Transfer = NativeCall<[vstream: Pointer, buffer: Memory, size: number]>;

export function createInputLane(native: Native, options: { pointer: Pointer; handle: Handle }): Lane<InputVStream> {
  const { calls } = native;
  const described = describe(native, options, {
    frameSize: calls.getInputVstreamFrameSize,
    info: calls.getInputVstreamInfo,
    userFormat: calls.getInputVstreamUserFormat,
    quantInfos: calls.getInputVstreamQuantInfos,
    direction: 'input',
  });
  const mover = createMover(options, described, {
    name: 'hailo_vstream_write_raw_buffer',
    transfer: calls.vstreamWriteRawBuffer,
  });
  return { ...mover, stream: { ...described, write: mover.checked, writeAsync: mover.checkedAsync } };
}

export function createOutputLane(native: Native, options: { pointer: Pointer; handle: Handle }): Lane<OutputVStream> {
  const { calls } = native;
  const described = describe(native, options, {
    frameSize: calls.getOutputVstreamFrameSize,
    info: calls.getOutputVstreamInfo,
    userFormat: calls.getOutputVstreamUserFormat,
    quantInfos: calls.getOutputVstreamQuantInfos,
    direction: 'output',
  });
  const mover = createMover(options, described, {
    name: 'hailo_vstream_read_raw_buffer',
    transfer: calls.vstreamReadRawBuffer,
  });
  return { ...mover, stream: { ...described, read: mover.checked, readAsync: mover.checkedAsync } };
}

function describe(
  { layout }: Native,
  { pointer }: { pointer: Pointer },
  calls: {
    frameSize: NativeCall<[Pointer, Memory]>;
    info: NativeCall<[Pointer, Memory]>;
    userFormat: NativeCall<[Pointer, Memory]>;
    quantInfos: NativeCall<[Pointer, Memory, Memory]>;
    direction: 'input' | 'output';
  },
): VStream {
  const call = (what: string): string => `hailo_get_${calls.direction}_vstream_${what}`;
  const infoBytes = receiveStruct(call('info'), layout.vstream.size, (bytes) => calls.info(pointer, bytes));
  const formatBytes = receiveStruct(call('user_format'), FORMAT.size, (bytes) => calls.userFormat(pointer, bytes));
  const frameBytes = Number(receive((cell) => check(call('frame_size'), calls.frameSize(pointer, cell))));
  const info = readVStreamInfo(infoBytes, layout);
  const format = readFormat(formatBytes);
  return {
    name: info.name,
    info,
    format,
    frameBytes,
    quantisations: receiveList({
      call: call('quant_infos'),
      size: QUANT.size,
      fill: (room, count) => calls.quantInfos(pointer, room, count),
      read: readQuantisation,
    }),
    allocate: () => allocateFrame(format.type === 'auto' ? info.format.type : format.type, frameBytes),
  };
}

function createMover(
  { pointer, handle }: { pointer: Pointer; handle: Handle },
  { name: stream, frameBytes }: VStream,
  { name, transfer }: { name: string; transfer: Transfer },
): Omit<Lane<VStream>, 'stream'> & { checked(frame: Frame): void; checkedAsync(frame: Frame): Promise<void> } {
  let isBusy = false;
  function assertReady(frame: Frame): void {
    handle.assertOpen();
    if (isBusy) throw new HailortError('BUSY', `a call on ${stream} is under way`);
    assertFits(frame);
  }
  function assertFits(frame: Frame): void {
    // Also 0 once the memory has been transferred to another thread: native code would write to freed memory.
    if (frame.byteLength !== frameBytes) {
      throw new HailortError('BAD_ARGUMENT', `a frame of ${stream} has ${frameBytes} bytes, not ${frame.byteLength}`);
    }
  }
  function move(frame: Frame): void {
    const status = transfer(pointer, frame, frameBytes);
    if (status !== SUCCESS) check(name, status, stream);
  }
  async function moveAsync(frame: Frame): Promise<void> {
    assertFits(frame); // again: a run reads its outputs later
    const letGo = handle.hold();
    isBusy = true;
    try {
      check(name, await callAsync(transfer, pointer, frame, frameBytes), stream);
    } finally {
      isBusy = false;
      letGo();
    }
  }
  return {
    assertReady,
    move,
    moveAsync: moveAsync,
    checked: (frame) => {
      assertReady(frame);
      move(frame);
    },
    checkedAsync: async (frame) => {
      assertReady(frame);
      await moveAsync(frame);
    },
  };
}
