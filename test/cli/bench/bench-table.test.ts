import { expect, it } from 'vitest';
import { benchTable } from '../../../src/cli/bench/bench-table.ts';
import type { BenchResult } from '../../../src/cli/bench/result-schema.ts';
import { columnsOf } from '../../../src/cli/compare/columns.ts';
import { compareColumns } from '../../../src/cli/compare/comparison.ts';
import { markdown } from '../../../src/cli/compare/markdown.ts';
import { recorded, withIdentity } from '../compare/recorded.ts';

const [host] = await recorded();

/** A recorded result as that of another model, whose network has a thread of its own where it has a hop in µs. */
function of(model: Partial<BenchResult['identity']['model']>, counters: Readonly<Record<string, number>>): BenchResult {
  const result = withIdentity(host, { model: { ...host.identity.model, ...model } });
  const scenarios = result.scenarios.map(({ play, ...scenario }) => ({
    ...scenario,
    play: play === null ? null : { ...play, counters: { ...play.counters, ...counters } },
  }));
  return { ...result, scenarios };
}

const inline = of({ id: 'impacts', family: 'sinc-nsf', hop: 256, sampleRate: 44_100 }, { networkHopUs: 0 });
const threaded = of(
  { id: 'strings', family: 'rave', hop: 2048, sampleRate: 48_000 },
  { networkHopUs: 42_667, missedDeadlines: 3 },
);

it('the table of a result names the family, the hop of its network, and where the network runs', () => {
  expect(benchTable(inline)).toContain(
    `model: impacts ${host.identity.model.version}, family sinc-nsf, a run of 256 samples at 44100 Hz`,
  );
  expect(benchTable(inline).join('\n')).toMatch(/network in the render thread: a run p50 \d+ µs/);
  expect(benchTable(threaded).join('\n')).toMatch(/family rave, a run of 2048 samples at 48000 Hz/);
  expect(benchTable(threaded).join('\n')).toMatch(
    /network on its own thread: .* of a hop of 42667 µs; missed deadlines 3/,
  );
});

it('a comparison names both families, and counts missed deadlines for the network that has a thread of its own', () => {
  const columns = columnsOf([
    { file: 'a.json', result: inline },
    { file: 'b.json', result: threaded },
  ]);
  const text = markdown(compareColumns(columns, []));
  expect(text).toMatch(/impacts [\d.]+ \(sinc-nsf, hop of 256 samples at 44100 Hz\)/);
  expect(text).toMatch(/strings [\d.]+ \(rave, hop of 2048 samples at 48000 Hz\)/);
  expect(text).toMatch(/missed deadlines of the network, per hour \| unknown \| [\d.]+/);
  expect(columns[1].name).toContain('rave');
});

it('the table has a row for the flood of messages, and one for each of its inputs', () => {
  const toControlFrame = { count: 199, lost: 1, p50Ms: 0.81, p99Ms: 1.62, maxMs: 2 };
  const inputs = [{ name: 'MIDI port', sent: 10_400, dropped: 0, toControlFrame }];
  const messages = {
    block: 256,
    seconds: 10,
    perSecond: 1000,
    engineOverruns: 0,
    hostOverruns: 1,
    lostEdges: 0,
    inputs,
  };
  expect(benchTable({ ...host, messages })).toEqual(
    expect.arrayContaining([
      'message flood, blocks of 256: 1000 a second on each of 1 inputs for 10 s: engine overruns 0, host overruns 1, lost edges 0',
      '  MIDI port: dropped 0 of 10400; a note to its control frame: p50 0.8 ms, p99 1.6 ms, lost 1 of 200',
    ]),
  );
});
