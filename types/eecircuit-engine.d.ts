// Of eecircuit-engine 1.8.0: ngspice as WebAssembly. Declared here since hardware/sim compiles without the package.
declare module 'eecircuit-engine' {
  export type ResultType =
    | { readonly dataType: 'real'; readonly data: readonly { readonly name: string; readonly values: number[] }[] }
    | {
        readonly dataType: 'complex';
        readonly data: readonly {
          readonly name: string;
          readonly values: readonly { readonly real: number; readonly img: number }[];
        }[];
      };
  export class Simulation {
    start(): Promise<void>;
    setNetList(netlist: string): void;
    runSim(): Promise<ResultType>;
    getError(): string[];
  }
}
