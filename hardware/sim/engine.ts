import { type ResultType, Simulation } from 'eecircuit-engine';
import { NeurorackError } from '../../src/contracts/errors.ts';

/** Values of a simulation by node or source (`v(out)`, `i(v1)`), and of its sweep (`time`, `frequency`, `v-sweep`); amplitudes of an AC analysis. */
export type Curves = ReadonlyMap<string, readonly number[]>;

/** Runs SPICE netlists one after the other. */
export interface Spice {
  /**
   * Runs a netlist: elements, sources, one analysis (`.op`, `.dc`, `.ac`, `.tran`).
   *
   * @throws NeurorackError 'bad-input' with the simulator's errors
   */
  run(netlist: string): Promise<Curves>;
}

/** Opens the simulator: ngspice as WebAssembly. */
export async function openSpice(): Promise<Spice> {
  const simulation = new Simulation();
  await simulation.start();
  return {
    run: async (netlist) => {
      simulation.setNetList(`* neurorack\n.options reltol=1e-5\n${netlist}\n.end`);
      const result = await simulation.runSim();
      const errors = simulation.getError().filter((line) => /error|fatal|ignored|singular/i.test(line));
      if (errors.length > 0 || result.data.length === 0) {
        const message = `hardware/sim: ngspice: ${errors.join('; ') || 'no result'}`;
        throw new NeurorackError('bad-input', message, { remedy: 'correct the netlist of this simulation' });
      }
      return curvesOf(result);
    },
  };
}

function curvesOf(result: ResultType): Curves {
  if (result.dataType === 'real') return new Map(result.data.map(({ name, values }) => [name, values]));
  return new Map(
    result.data.map(({ name, values }) => [
      name,
      values.map(({ real, img }) => (name === 'frequency' ? real : Math.hypot(real, img))),
    ]),
  );
}

/** The last value of a curve. */
export function last(curves: Curves, name: string): number {
  const value = curves.get(name)?.at(-1);
  if (value === undefined) {
    const remedy = `name one of ${[...curves.keys()].join(', ')}`;
    throw new NeurorackError('bad-input', `hardware/sim: no curve '${name}'`, { remedy });
  }
  return value;
}
