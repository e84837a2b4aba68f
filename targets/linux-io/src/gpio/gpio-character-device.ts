import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';
import { CHIP_INFO, RISING, V1, V2, v1Request, v2Request } from './gpio-abi.ts';
import type { GpioKernel } from './gpio-kernel.ts';
import type { Gpio, GpioLines, LineRequest, OnLineEdge } from './gpio-lines.ts';

const EBUSY = 16;
const EINVAL = 22;
const ENOTTY = 25;
/** Events per read. */
const BATCH = 32;
/** Time stamps further from the clock than this belong to another clock: version 1 used the wall clock before kernel 5.7. */
const MAX_CLOCK_DIFFERENCE_US = 60e6;

/**
 * GPIO by the character device, interface version 2 (kernel 5.10), or 1 on older kernels. Time stamps are the kernel's, taken at the
 * interrupt, on CLOCK_MONOTONIC; wall-clock time stamps of older kernels are converted.
 *
 * Evidence: <linux/gpio.h> and a simulated kernel; the calls have not yet run against the interface of a board's kernel.
 */
export function createGpio({ kernel, clock }: { readonly kernel: GpioKernel; readonly clock: Clock }): Gpio {
  return {
    request: (label, lines) => {
      const { path, fd, count } = findChip(kernel, label);
      try {
        const wrong = lines.offsets.find((offset) => !(Number.isInteger(offset) && offset >= 0 && offset < count));
        if (wrong !== undefined) {
          throw new NeurorackError(
            'bad-config',
            `the GPIO chip ${label} (${path}) has lines 0 to ${count - 1}, not ${wrong}`,
            {
              remedy: 'correct the line in the board file',
            },
          );
        }
        return requestV2(kernel, fd, lines) ?? requestV1(kernel, clock, fd, lines, `${label} (${path})`);
      } finally {
        kernel.close(fd);
      }
    },
  };
}

function findChip(kernel: GpioKernel, label: string): { path: string; fd: number; count: number } {
  const seen: string[] = [];
  let refusal: unknown;
  for (const path of kernel.chips()) {
    let fd: number;
    try {
      fd = kernel.open(path);
    } catch (cause) {
      refusal = cause;
      continue;
    }
    const info = Buffer.alloc(CHIP_INFO.size);
    const result = kernel.ioctl(fd, CHIP_INFO.request, info);
    const end = info.indexOf(0, CHIP_INFO.label);
    const found = info.toString('latin1', CHIP_INFO.label, Math.min(end, CHIP_INFO.label + CHIP_INFO.labelLength));
    if (result === 0 && found === label) return { path, fd, count: info.readUInt32LE(CHIP_INFO.lines) };
    seen.push(found);
    kernel.close(fd);
  }
  if (refusal !== undefined && seen.length === 0) {
    throw new NeurorackError('missing-device', 'the GPIO chips may not be opened by this user', {
      remedy: 'add the user to the group gpio: `sudo usermod -aG gpio $USER`, then log in again',
      cause: refusal,
    });
  }
  throw new NeurorackError(
    'missing-device',
    `no GPIO chip is labelled ${label}; there are: ${seen.join(', ') || 'none'}`,
    {
      remedy: 'use the board file of this board (`gpiodetect` lists the labels)',
    },
  );
}

function lineFault(result: number, what: string, cause?: unknown): NeurorackError {
  if (result === -EBUSY) {
    return new NeurorackError('busy', `${what} is used by another program`, {
      remedy: '`gpioinfo` shows by which; stop it, or remove the overlay that claims the line',
    });
  }
  return new NeurorackError('device-fault', `${what} cannot be used (error ${-result})`, {
    remedy: 'check the board file; on JetPack 6 the pin has to be set to GPIO by an overlay',
    cause,
  });
}

/** Undefined where the kernel does not support version 2. */
function requestV2(kernel: GpioKernel, chip: number, lines: LineRequest): GpioLines | undefined {
  const request = v2Request(lines);
  const result = kernel.ioctl(chip, V2.getLine, request);
  if (result === -ENOTTY || result === -EINVAL) return undefined;
  if (result < 0) throw lineFault(result, `one of the GPIO lines ${lines.offsets.join(', ')}`);
  const fd = request.readInt32LE(V2.fd);
  kernel.setNonBlocking(fd);
  const events = Buffer.alloc(BATCH * V2.eventSize);
  const values = Buffer.alloc(V2.valuesSize);
  const places = new Map(lines.offsets.map((offset, line) => [offset, line]));
  let isOpen = true;
  return {
    count: lines.offsets.length,
    level: (line) => {
      values.writeBigUInt64LE(0n, 0);
      values.writeBigUInt64LE(1n << BigInt(line), 8);
      const code = kernel.ioctl(fd, V2.getValues, values);
      if (code < 0) throw lineFault(code, `GPIO line ${lines.offsets[line]}`);
      return values.readBigUInt64LE(0) !== 0n;
    },
    poll: (onEdge) => {
      for (;;) {
        const bytes = readEvents(kernel, fd, events);
        for (let at = 0; at + V2.eventSize <= bytes; at += V2.eventSize) {
          const line = places.get(events.readUInt32LE(at + 12));
          const timeUs = Number(events.readBigUInt64LE(at)) / 1e3;
          if (line !== undefined) onEdge(line, events.readUInt32LE(at + 8) === RISING, timeUs);
        }
        if (bytes < events.length) return;
      }
    },
    close: () => {
      if (isOpen) kernel.close(fd);
      isOpen = false;
    },
  };
}

interface QueuedEdge {
  readonly line: number;
  readonly isHigh: boolean;
  readonly timeUs: number;
}

function requestV1(kernel: GpioKernel, clock: Clock, chip: number, lines: LineRequest, name: string): GpioLines {
  const open: number[] = [];
  for (const offset of lines.offsets) {
    let request = v1Request(offset, lines, true);
    let result = kernel.ioctl(chip, V1.getLineEvent, request);
    if (result === -EINVAL && lines.bias !== undefined) {
      // Kernels before 5.5 have no bias and refuse its flag.
      request = v1Request(offset, lines, false);
      result = kernel.ioctl(chip, V1.getLineEvent, request);
    }
    if (result < 0) {
      for (const fd of open) kernel.close(fd);
      throw lineFault(result, `GPIO line ${offset} of ${name}`);
    }
    const fd = request.readInt32LE(V1.fd);
    kernel.setNonBlocking(fd);
    open.push(fd);
  }
  const events = Buffer.alloc(BATCH * V1.eventSize);
  const values = Buffer.alloc(V1.valuesSize);
  const edges: QueuedEdge[] = [];

  /** Offset from the kernel's time stamps to CLOCK_MONOTONIC, µs: 0, or the difference to the wall clock. */
  function clockOffset(timeUs: number): number {
    const now = clock.nowUs();
    return Math.abs(now - timeUs) < MAX_CLOCK_DIFFERENCE_US
      ? 0
      : now - (performance.timeOrigin + performance.now()) * 1e3;
  }

  return {
    count: open.length,
    level: (line) => {
      values.fill(0);
      const code = kernel.ioctl(open[line], V1.getValues, values);
      if (code < 0) throw lineFault(code, `GPIO line ${lines.offsets[line]} of ${name}`);
      return values[0] !== 0;
    },
    poll: (onEdge: OnLineEdge) => {
      edges.length = 0;
      for (const [line, fd] of open.entries()) {
        for (let bytes = events.length; bytes === events.length; ) {
          bytes = readEvents(kernel, fd, events);
          for (let at = 0; at + V1.eventSize <= bytes; at += V1.eventSize) {
            const timeUs = Number(events.readBigUInt64LE(at)) / 1e3;
            edges.push({ line, isHigh: events.readUInt32LE(at + 8) === RISING, timeUs });
          }
        }
      }
      // Each line has its own queue: the events are merged in order of time.
      edges.sort((a, b) => a.timeUs - b.timeUs);
      const offset = edges.length === 0 ? 0 : clockOffset(edges[0].timeUs);
      for (const { line, isHigh, timeUs } of edges) onEdge(line, isHigh, timeUs + offset);
    },
    close: () => {
      for (const fd of open.splice(0)) kernel.close(fd);
    },
  };
}

function readEvents(kernel: GpioKernel, fd: number, into: Buffer): number {
  try {
    return kernel.read(fd, into);
  } catch (cause) {
    throw new NeurorackError('device-fault', 'the GPIO lines are gone', {
      remedy: 'the chip was removed (a driver unloaded?): restart the instrument',
      cause,
    });
  }
}
