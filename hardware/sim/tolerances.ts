import type { Netlist } from '../netlist/read-netlist.ts';
import type { Spice } from './engine.ts';
import { sweepJack } from './front-end.ts';

/** Resistors of the front end that slope and offset depend on. */
const RESISTORS = ['R101', 'R201', 'R301', 'R401'];
/** Offset of a MCP6024 at most, V (DS21685D: 0.5 mV at 25 degrees). */
const OFFSET_VOLTS = 0.0005;
/** Of a LM4040A at most. */
const REFERENCE_ERROR = 0.001;

/** Readings of 0 V and of 5 V with one module's parts. */
export interface Module {
  readonly zero: number;
  readonly five: number;
}

/**
 * Modules with parts at random within their tolerances, evenly distributed (a batch is often near one end).
 *
 * @param percent tolerance of R1 to R4
 * @param seed equal seeds give equal modules
 */
export async function monteCarlo(
  spice: Spice,
  netlist: Netlist,
  { percent, count, seed }: { percent: number; count: number; seed: number },
): Promise<Module[]> {
  const random = createRandom(seed);
  const modules: Module[] = [];
  for (let n = 0; n < count; n++) {
    const factors = new Map(RESISTORS.map((ref) => [ref, 1 + (percent / 100) * random()]));
    const variation = { factors, offsetVolts: OFFSET_VOLTS * random(), referenceError: REFERENCE_ERROR * random() };
    const [zero, five] = await sweepJack(spice, netlist, [0, 5], variation);
    modules.push({ zero: zero.reading, five: five.reading });
  }
  return modules;
}

/** Numbers of -1 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
