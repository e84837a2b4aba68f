import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BenchResult } from '../../../src/cli/bench/result-schema.ts';
import { runCli } from '../run-cli.ts';
import { DERIVED_NOTE, idleRepeats, RECORDED, recorded, slower, withIdentity } from './recorded.ts';

const THRESHOLDS = fileURLToPath(new URL('../../../ci/bench/thresholds.yaml', import.meta.url));
const golden = (name: string): string => fileURLToPath(new URL(`../../golden/compare/${name}`, import.meta.url));
const host = await recorded();

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neurorack-compare-'));
});

async function write(name: string, result: BenchResult): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(result));
  return path;
}

/** Five repeats with little noise, the same 20 % slower, and a virtual board; all derived from one recorded run. */
async function written(): Promise<string[]> {
  const before = await Promise.all(idleRepeats(host[0]).map((one, n) => write(`before-${n}.json`, one)));
  const planted = await Promise.all(idleRepeats(host[0]).map((one, n) => write(`slow-${n}.json`, slower(one, 1.2))));
  const virtual = await write('virtual.json', withIdentity(host[0], { board: 'virtual', evidence: 'virtual' }));
  return [...before, ...planted, virtual];
}

describe('neurorack compare', () => {
  it('prints a table for each class of evidence, and exits with 1 when a limit is exceeded', async () => {
    const { code, stdout } = await runCli('compare', ...(await written()), '--thresholds', THRESHOLDS);
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot(golden('planted.md'));
  });

  it('exits with 0 without limits, and when all are kept', async () => {
    expect((await runCli('compare', ...(await written()))).code).toBe(0);
    const before = (await written()).slice(0, 5);
    const { code, stdout } = await runCli('compare', ...before, '--thresholds', THRESHOLDS);
    expect([code, stdout.includes('limits kept.')]).toEqual([0, true]);
  });

  it('writes test cases, and a list for charts', async () => {
    const [xml, list] = [join(folder, 'limits.xml'), join(folder, 'list.json')];
    await runCli('compare', ...(await written()), '--thresholds', THRESHOLDS, '--junit', xml, '--list', list);
    await expect(await readFile(xml, 'utf8')).toMatchFileSnapshot(golden('planted.xml'));
    await expect(await readFile(list, 'utf8')).toMatchFileSnapshot(golden('planted-list.json'));
  });

  it('writes one HTML file with its charts inside and no external resources', async () => {
    const page = join(folder, 'report.html');
    await runCli('compare', ...(await written()), '--html', page);
    const text = await readFile(page, 'utf8');
    const { document } = parseHTML(text);
    const captions = [...document.querySelectorAll('figcaption')].map(({ textContent }) => textContent);
    for (const what of ['Block time', 'Latency from jack', 'Temperature', 'Power', 'Largest error'])
      expect
        .soft(
          captions.some((caption) => caption?.startsWith(what)),
          what,
        )
        .toBe(true);
    expect(document.querySelectorAll('section figure svg').length).toBeGreaterThanOrEqual(6);
    expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    // The recorded host has no temperature sensor and no power meter.
    expect(text).toContain('unknown: host');
  });

  it('draws the recorded histogram with a bar for each bin', async () => {
    const picture = join(folder, 'picture.svg');
    await runCli('compare', RECORDED[0], '--picture', picture);
    const { document } = parseHTML(await readFile(picture, 'utf8'));
    const bars = document.querySelectorAll('g[aria-label="rect"] rect');
    expect(bars).toHaveLength(host[0].scenarios[0].play?.histograms.blockUs.length ?? 0);
  });

  it('escapes the texts of a result in the page, the table and the test cases', async () => {
    const note = '</svg><script>alert(1)</script> | "x" & \u0001';
    const evil = await write('evil.json', { ...host[0], note, identity: { ...host[0].identity, cpu: '<img src=x>' } });
    const [page, xml] = [join(folder, 'report.html'), join(folder, 'limits.xml')];
    const { stdout } = await runCli('compare', evil, '--html', page, '--junit', xml, '--thresholds', THRESHOLDS);
    expect(parseHTML(await readFile(page, 'utf8')).document.querySelectorAll('script, img')).toHaveLength(0);
    expect(stdout).not.toMatch(/[^\\]<script|[^\\]<img/);
    expect(await readFile(xml, 'utf8')).not.toContain('\u0001');
  });

  it('prints the comparison as JSON', async () => {
    const { stdout } = await runCli('compare', ...(await written()), '--json');
    const { format, version, isLimitExceeded, classes } = JSON.parse(stdout);
    expect([format, version, isLimitExceeded]).toEqual(['neurorack-comparison', 2, false]);
    expect(classes.map(({ evidence }: { evidence: string }) => evidence)).toEqual(['measured', 'virtual']);
    expect(classes[1].columns[0].notes).toEqual([DERIVED_NOTE]);
  });
});

describe('results that are all repeats of one state', () => {
  it('are printed with a warning that nothing is compared', async () => {
    const { code, stdout, stderr } = await runCli('compare', ...(await written()).slice(0, 5));
    const warning =
      /all 5 results are repeats of one state, host: nothing is compared\. .*`neurorack bench --label before`/;
    expect([code, stderr]).toEqual([0, expect.stringMatching(warning)]);
    expect(stdout).toContain('**all 5 results');
    expect((await runCli('compare', RECORDED[0])).stderr).toBe('');
  });
});

describe('an invalid file', () => {
  const broken = async (change: (result: BenchResult) => unknown): Promise<string> => {
    const path = join(folder, 'broken.json');
    await writeFile(path, JSON.stringify(change(host[0])));
    const { code, stderr } = await runCli('compare', path);
    expect(code).toBe(3);
    return stderr;
  };

  it.each([
    ['identity.cores', (r: BenchResult) => ({ ...r, identity: { ...r.identity, cores: 'two' } })],
    ['identity.board', (r: BenchResult) => ({ ...r, identity: { ...r.identity, board: '<b>' } })],
    ['scenarios.0.block', (r: BenchResult) => ({ ...r, scenarios: [{ ...r.scenarios[0], block: -1 }] })],
    ['surplus', (r: BenchResult) => ({ ...r, surplus: 1 })],
    ['version', (r: BenchResult) => ({ ...r, version: 1 })],
  ])('is reported with its field: %s', async (field, change) => {
    expect(await broken(change)).toContain(`broken.json: ${field}`);
  });

  it('is reported when it is missing or not JSON', async () => {
    expect((await runCli('compare', join(folder, 'nowhere.json'))).stderr).toContain('nowhere.json: cannot be read');
    await writeFile(join(folder, 'text.json'), 'no');
    expect((await runCli('compare', join(folder, 'text.json'))).stderr).toContain('text.json: is not JSON');
  });

  it('of thresholds is reported with line and field', async () => {
    const file = join(folder, 'thresholds.yaml');
    await writeFile(file, 'format: neurorack-thresholds\nversion: 1\nlimits:\n  - { metric: speed, ratio: 1.1 }\n');
    const { code, stderr } = await runCli('compare', RECORDED[0], '--thresholds', file);
    expect([code, stderr]).toEqual([3, expect.stringContaining('thresholds.yaml:4:')]);
    expect(stderr).toContain('limits.0.metric: expected one of');
  });

  it('is never written over a result', async () => {
    const path = await write('a.json', host[0]);
    expect((await runCli('compare', path, '--list', path)).code).toBe(2);
    expect(JSON.parse(await readFile(path, 'utf8')).format).toBe('neurorack-bench');
  });
});
