// Bundles the programs that run in the guest around the board: its test bench, and what measures there.
import { bundle } from '../../build/bundle.js';

const PROGRAMS = ['test-bench', 'chips-thread', 'control-probe', 'saver-probe', 'midi-bench'];

/** Into dist/virtual-board/test-bench (`TEST_BENCH` of host/perform.ts). */
export const bundleTestBench = () =>
  bundle({
    entryPoints: PROGRAMS.map((name) => `ci/virtual-board/test-bench/${name}.ts`),
    outdir: 'dist/virtual-board/test-bench',
  });
