import { CHIP_INFO, V1, V2 } from '../gpio/gpio-abi.ts';
import type { GpioKernel } from '../gpio/gpio-kernel.ts';
import { type LineSource, lineAfter } from './line-model.ts';
import type { VirtualTime } from './virtual-time.ts';

const ENXIO = 6;
const EBUSY = 16;
const EINVAL = 22;
const ENOTTY = 25;
const RISING = 1;
const FALLING = 2;
/** Flags that a kernel without bias support refuses. */
const V1_BIAS_FLAGS = (1 << 5) | (1 << 6) | (1 << 7);

/** A simulated kernel with GPIO chips, down to the bytes of its structures: interface version 2, or only 1, with or without bias. */
export interface SimulatedGpio extends GpioKernel {
  /**
   * Connects a circuit to a line and returns its voltage: with a keeper, a weak circuit does not move it. An edge is made as by `set`.
   */
  drive(label: string, offset: number, source: LineSource): number;
  /** Sets the level of a line as a strong circuit would, which makes an edge for the handles that requested it. */
  set(label: string, offset: number, isHigh: boolean): void;
  /** Number of open file descriptors. */
  readonly openCount: number;
  /** Makes every open descriptor fail, as after unloading the chip's driver. */
  remove(): void;
  /** Marks a line as used by another program. */
  occupy(label: string, offset: number): void;
}

interface Line {
  isHigh: boolean;
  isTaken: boolean;
}

interface Chip {
  readonly path: string;
  readonly label: string;
  readonly lines: readonly Line[];
}

interface Handle {
  readonly chip: Chip;
  /** Requested lines in their order; undefined for the chip itself. */
  readonly offsets: readonly number[] | undefined;
  readonly isV1: boolean;
  readonly isInverted: boolean;
  readonly events: Buffer[];
  sequence: number;
}

export interface SimulatedGpioOptions {
  readonly time: VirtualTime;
  /** Label and number of lines of each chip. */
  readonly chips: readonly (readonly [label: string, lines: number])[];
  readonly version?: 1 | 2;
  readonly hasBias?: boolean;
  /** Resistance of the keepers of a level shifter at every line; default: there are none. */
  readonly keeperOhms?: number | undefined;
  /** Whether time stamps are wall-clock times, as before kernel 5.7. */
  readonly isWallClock?: boolean;
  readonly isForbidden?: boolean;
}

export function createSimulatedGpio(options: SimulatedGpioOptions): SimulatedGpio {
  return new SimulatedKernel(options);
}

class SimulatedKernel implements SimulatedGpio {
  readonly #time: VirtualTime;
  readonly #options: Required<Omit<SimulatedGpioOptions, 'time' | 'chips' | 'keeperOhms'>>;
  readonly #keeperOhms: number | undefined;
  readonly #chips: readonly Chip[];
  /** Wall clock minus monotonic clock, µs. */
  readonly #wallUs: number;
  readonly #handles = new Map<number, Handle>();
  #nextFd = 10;
  #isRemoved = false;

  constructor({
    time,
    chips,
    version = 2,
    hasBias = true,
    keeperOhms,
    isWallClock = false,
    isForbidden = false,
  }: SimulatedGpioOptions) {
    this.#time = time;
    this.#options = { version, hasBias, isWallClock, isForbidden };
    this.#keeperOhms = keeperOhms;
    this.#wallUs = Date.now() * 1e3 - time.nowUs();
    this.#chips = chips.map(
      ([label, count], n): Chip => ({
        path: `/dev/gpiochip${n}`,
        label,
        lines: Array.from({ length: count }, () => ({ isHigh: false, isTaken: false })),
      }),
    );
  }

  get openCount(): number {
    return this.#handles.size;
  }

  chips(): readonly string[] {
    return this.#chips.map(({ path }) => path);
  }

  open(path: string): number {
    if (this.#options.isForbidden) throw systemError('EACCES');
    const chip = this.#chips.find((one) => one.path === path);
    if (chip === undefined) throw systemError('ENOENT');
    return this.#openHandle({ chip, offsets: undefined, isV1: false, isInverted: false });
  }

  ioctl(fd: number, request: number, argument: Buffer): number {
    const handle = this.#handles.get(fd);
    if (handle === undefined || this.#isRemoved) return -ENXIO;
    const { chip, offsets } = handle;
    if (request === CHIP_INFO.request) return writeChipInfo(chip, argument);
    if (request === V2.getLine && this.#options.version === 2) return this.#getLineV2(chip, argument);
    if (request === V1.getLineEvent) return this.#getLineV1(chip, argument);
    if (offsets === undefined) return -ENOTTY;
    const levels = offsets.map((offset) => chip.lines[offset].isHigh !== handle.isInverted);
    if (request === V1.getValues && handle.isV1) {
      argument[0] = Number(levels[0]);
      return 0;
    }
    if (request !== V2.getValues || handle.isV1) return -ENOTTY;
    const mask = argument.readBigUInt64LE(8);
    const bits = levels.reduce((sum, isHigh, i) => (isHigh ? sum | (1n << BigInt(i)) : sum), 0n);
    argument.writeBigUInt64LE(bits & mask, 0);
    return 0;
  }

  setNonBlocking(): void {}

  read(fd: number, into: Buffer): number {
    const handle = this.#handles.get(fd);
    if (handle === undefined || this.#isRemoved) throw systemError('ENODEV');
    let at = 0;
    while (handle.events.length > 0 && at + handle.events[0].length <= into.length) {
      const event = handle.events.shift();
      if (event !== undefined) at += event.copy(into, at);
    }
    return at;
  }

  close(fd: number): void {
    const handle = this.#handles.get(fd);
    if (handle?.offsets !== undefined) for (const offset of handle.offsets) handle.chip.lines[offset].isTaken = false;
    this.#handles.delete(fd);
  }

  drive(label: string, offset: number, source: LineSource): number {
    const { line } = this.#lineOf(label, offset);
    const { volts, isHigh } = lineAfter(line.isHigh, source, this.#keeperOhms);
    this.set(label, offset, isHigh);
    return volts;
  }

  set(label: string, offset: number, isHigh: boolean): void {
    const { chip, line } = this.#lineOf(label, offset);
    this.#time.advance(1);
    if (line.isHigh === isHigh) return;
    line.isHigh = isHigh;
    for (const handle of this.#handles.values()) {
      if (handle.chip === chip && handle.offsets?.includes(offset)) this.#queue(handle, offset, isHigh);
    }
  }

  remove(): void {
    this.#isRemoved = true;
  }

  occupy(label: string, offset: number): void {
    const line = this.#chips.find((one) => one.label === label)?.lines[offset];
    if (line !== undefined) line.isTaken = true;
  }

  #lineOf(label: string, offset: number): { readonly chip: Chip; readonly line: Line } {
    const chip = this.#chips.find((one) => one.label === label);
    const line = chip?.lines[offset];
    if (chip === undefined || line === undefined) throw new Error(`no line ${offset} of ${label}`);
    return { chip, line };
  }

  #openHandle(handle: Omit<Handle, 'events' | 'sequence'>): number {
    this.#handles.set(this.#nextFd, { ...handle, events: [], sequence: 0 });
    return this.#nextFd++;
  }

  #getLineV2(chip: Chip, request: Buffer): number {
    const count = request.readUInt32LE(560);
    const flags = Number(request.readBigUInt64LE(288));
    const offsets = Array.from({ length: count }, (_, i) => request.readUInt32LE(4 * i));
    if (request.length !== V2.requestSize || count === 0 || count > 64 || (flags & 0b100) === 0) return -EINVAL;
    const result = take(chip, offsets);
    if (result < 0) return result;
    request.writeInt32LE(this.#openHandle({ chip, offsets, isV1: false, isInverted: (flags & 2) !== 0 }), V2.fd);
    return 0;
  }

  #getLineV1(chip: Chip, request: Buffer): number {
    const flags = request.readUInt32LE(4);
    if (request.length !== V1.requestSize || (flags & 1) === 0) return -EINVAL;
    if (!this.#options.hasBias && (flags & V1_BIAS_FLAGS) !== 0) return -EINVAL;
    const offsets = [request.readUInt32LE(0)];
    const result = take(chip, offsets);
    if (result < 0) return result;
    request.writeInt32LE(this.#openHandle({ chip, offsets, isV1: true, isInverted: (flags & 4) !== 0 }), V1.fd);
    return 0;
  }

  #queue(handle: Handle, offset: number, isHigh: boolean): void {
    const id = isHigh !== handle.isInverted ? RISING : FALLING;
    const event = Buffer.alloc(handle.isV1 ? V1.eventSize : V2.eventSize);
    event.writeBigUInt64LE(this.#stampNs(), 0);
    event.writeUInt32LE(id, 8);
    if (!handle.isV1) {
      event.writeUInt32LE(offset, 12);
      event.writeUInt32LE(++handle.sequence, 16);
    }
    handle.events.push(event);
  }

  #stampNs(): bigint {
    const nowUs = this.#time.nowUs();
    return BigInt(Math.round(this.#options.isWallClock ? this.#wallUs + nowUs : nowUs)) * 1000n;
  }
}

/** Requests lines of a chip: 0, or the negative error number. */
function take(chip: Chip, offsets: readonly number[]): number {
  if (offsets.some((offset) => chip.lines[offset] === undefined)) return -EINVAL;
  if (offsets.some((offset) => chip.lines[offset].isTaken)) return -EBUSY;
  for (const offset of offsets) chip.lines[offset].isTaken = true;
  return 0;
}

function writeChipInfo(chip: Chip, into: Buffer): number {
  into.write(chip.path.slice('/dev/'.length), 0, 'latin1');
  into.write(chip.label, CHIP_INFO.label, 'latin1');
  into.writeUInt32LE(chip.lines.length, CHIP_INFO.lines);
  return 0;
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
