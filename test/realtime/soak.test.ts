import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { startLiveEngine } from './live-engine.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOAK = `${ROOT}docs/performances/soak.perf`;

describe('a minute of everything at once', () => {
  // Other work that shares caches with this core lengthens the CPU time too: a fault of the engine shows in the retry as well.
  it('causes no engine overrun, no lost gate edge and no fault, and the heap does not grow', { retry: 1 }, async () => {
    const [a, b] = (await readBank(`${ROOT}banks/factory.nrbank`)).sets.filter(({ name }) =>
      /^(Boom|Cowbell)$/.test(name),
    );
    const performance = parsePerformance(readFileSync(SOAK, 'utf8'), SOAK);
    const { engine, until, events } = await startLiveEngine({
      // A trigger over a sound may cost three runs of the network in one block: on a slow or busy machine that is more than
      // half of a block of 256, which `neurorack bench` counts.
      block: 512,
      performance,
      seconds: performance.endSeconds,
      program: {
        kind: 'model',
        modelsDirectory: `${ROOT}models`,
        model: 'impacts',
        seed: 1,
        patch: { a, b, gateMode: 'one-shot', loopMode: 'resynthesis' },
      },
    });
    await until('performing');
    const heaps: number[] = [];
    const watching = setInterval(() => heaps.push(engine.meters.read('renderHeapKb')), 500);
    await until('ended');
    clearInterval(watching);
    const { blocks, engineOverruns, faults, lostEdges } = engine.meters.counters();
    expect(blocks).toBeGreaterThan((59 * 44_100) / 512);
    expect({ engineOverruns, faults, lostEdges }).toEqual({ engineOverruns: 0, faults: 0, lostEdges: 0 });
    expect(events.some(({ kind }) => kind === 'restarted' || kind === 'lost')).toBe(false);
    // The heap after a collection: between two collections it rises and falls by a megabyte. In the first half minute V8 compiles what it has
    // seen, 0.8 MB; after that 20 s are compared with the 20 s before.
    const [first, last] = [Math.min(...heaps.slice(-80, -40)), Math.min(...heaps.slice(-40))];
    expect(first).toBeGreaterThan(1000);
    expect(last - first).toBeLessThan(512);
  });
});
