import { fromBase64 } from '../../numeric/base64.ts';
import { KERNEL_BASE64 } from './kernel-binary.ts';

const PAGE_BYTES = 65_536;
/** Bytes: a cache line, and more than a vector. */
const ALIGNMENT = 64;

/** The kernel's functions; sizes in elements, addresses in bytes of its memory. `src/families/sinc-nsf/kernel` documents each. */
interface Loops {
  base(): number;
  quantise(length: number, from: number, into: number): number;
  gains(
    subframes: number,
    partialCount: number,
    bandCount: number,
    modeCount: number,
    y: number,
    levels: number,
    table: number,
    factors: number,
    scale: number,
    origin: number,
    harmonic: number,
    rise: number,
    pitch: number,
    glide: number,
    fade: number,
    partials: number,
    bands: number,
    modes: number,
  ): void;
  partials(
    count: number,
    length: number,
    gains: number,
    phase: number,
    f0: number,
    glide: number,
    work: number,
    into: number,
  ): void;
  noise(
    count: number,
    length: number,
    gains: number,
    loops: number,
    stride: number,
    period: number,
    offsets: number,
    scales: number,
    position: number,
    into: number,
  ): void;
  modes(
    count: number,
    length: number,
    hz: number,
    weight: number,
    phase: number,
    amplitude: number,
    band: number,
    scale: number,
    gains: number,
    fadeAt: number,
    fadeWidth: number,
    work: number,
    sums: number,
  ): void;
  tracks(
    count: number,
    length: number,
    hz: number,
    glide: number,
    weight: number,
    slope: number,
    phase: number,
    amplitude: number,
    band: number,
    scale: number,
    level: number,
    gains: number,
    fadeAt: number,
    fadeWidth: number,
    work: number,
    sums: number,
  ): void;
  fold(length: number, sums: number, into: number): void;
  crossover(
    side: number,
    length: number,
    kept: number,
    cutoff: number,
    isFresh: boolean,
    harmonic: number,
    noise: number,
    ringing: number,
    window: number,
    line: number,
    straight: number,
    rows: number,
    into: number,
  ): void;
}

/**
 * The synthesis's inner loops in WebAssembly, four samples at a time. They read and write arrays that are created here, in a memory of
 * their own, and addressed by `byteOffset`. One a synthesizer; used by one thread. The source is `src/families/sinc-nsf/kernel`.
 */
export interface SynthKernel {
  readonly run: Omit<Loops, 'base'>;
  /** Creates an array of zeros in the kernel's memory; it is never freed. @throws RangeError when the memory is full */
  floats(length: number): Float32Array;
  doubles(length: number): Float64Array;
  integers(length: number): Int32Array;
  shorts(length: number): Int16Array;
}

const NAMES = ['base', 'quantise', 'gains', 'partials', 'noise', 'modes', 'tracks', 'fold', 'crossover'];

let compiled: WebAssembly.Module | undefined;

/** @param bytes room for arrays; the memory does not grow, since that would detach every array */
export function createSynthKernel(bytes: number): SynthKernel {
  compiled ??= new WebAssembly.Module(fromBase64(KERNEL_BASE64));
  // The first page is the kernel's own.
  const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  if (!areLoops(exports))
    throw new TypeError('the synthesis kernel lacks a function; run: node build/build-kernels.js');
  let next = exports.base();

  function reserve(bytes: number): number {
    const at = Math.ceil(next / ALIGNMENT) * ALIGNMENT;
    if (at + bytes > memory.buffer.byteLength) throw new RangeError(`no room for ${bytes} bytes more in the kernel`);
    next = at + bytes;
    return at;
  }

  return {
    run: exports,
    floats: (length) => new Float32Array(memory.buffer, reserve(4 * length), length),
    doubles: (length) => new Float64Array(memory.buffer, reserve(8 * length), length),
    integers: (length) => new Int32Array(memory.buffer, reserve(4 * length), length),
    shorts: (length) => new Int16Array(memory.buffer, reserve(2 * length), length),
  };
}

function areLoops(exports: object): exports is Loops {
  return NAMES.every((name) => typeof Reflect.get(exports, name) === 'function');
}
