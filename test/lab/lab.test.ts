import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { lab } from '../../ci/lab/main.ts';
import { type LabRecord, labRecordSchema } from '../../ci/lab/record.ts';
import { readResult } from '../../src/cli/compare/read-result.ts';
import { freePort, noSshd, type SshBoard, startSshBoard } from '../packaging/sshd.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = mkdtempSync(join(tmpdir(), 'nr-lab-'));
const BUNDLES = join(FOLDER, 'bundles');
const packages = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({ dependencies: packages, optionalDependencies: packages });

/** Two benches, two installations, two bundles: a quarter of a minute on a computer that has nothing else to do. */
const PATIENCE_MS = 900_000;

/** The shortest bench there is: what a board can do is not the question here. */
const SHORT = ['--seconds', '1', '--latencies', '1', '--blocks', '256', '--sweep', '0', '--repeats', '1'];

function build(board: string): void {
  const words = [join(ROOT, 'build/build-board.js'), '--board', board, '--out', BUNDLES];
  execFileSync(process.execPath, words, { stdio: 'ignore' });
}

/** The packages of the virtual board's bundle, as links to this checkout's. */
function linkPackages(): string {
  const folder = join(FOLDER, 'packages');
  const text = readFileSync(join(BUNDLES, 'virtual/package.json'), 'utf8');
  const { dependencies, optionalDependencies } = packageSchema.parse(JSON.parse(text));
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const from = join(ROOT, 'node_modules', name);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(from, join(folder, name));
  }
  return folder;
}

const ENGINE_THREAD = 'dist/cli/engine-thread.js';

/** A folder of bundles in which the virtual board's does not play, which is not found by looking at it. */
function muteBundles(): string {
  const folder = join(FOLDER, 'mute');
  cpSync(join(BUNDLES, 'virtual'), join(folder, 'virtual'), { recursive: true });
  const fault = 'throw new Error("planted: it does not play");\n';
  writeFileSync(join(folder, `virtual/${ENGINE_THREAD}`), fault);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const build = join(folder, 'virtual/build.json');
  const { files, ...manifest } = JSON.parse(readFileSync(build, 'utf8'));
  const checksum = createHash('sha256').update(fault).digest('hex');
  const planted = { ...manifest, commit: 'planted', files: { ...files, [ENGINE_THREAD]: checksum } };
  writeFileSync(build, `${JSON.stringify(planted, null, 2)}\n`);
  execFileSync('tar', ['-czf', join(folder, `neurorack-virtual-${version}.tgz`), '-C', folder, 'virtual']);
  return folder;
}

async function night(words: readonly string[]): Promise<{ code: number; out: string; record: LabRecord }> {
  const out = mkdtempSync(join(FOLDER, 'night-'));
  const quiet = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  try {
    const code = await lab(['night', '--boards', join(FOLDER, 'boards.yaml'), '--out', out, ...SHORT, ...words]);
    return { code, out, record: labRecordSchema.parse(JSON.parse(readFileSync(join(out, 'lab.json'), 'utf8'))) };
  } finally {
    for (const spy of quiet) spy.mockRestore();
  }
}

const outcomes = ({ boards }: LabRecord) => boards.map(({ board, runs }) => [board, ...runs.map((run) => run.outcome)]);

describe.skipIf(noSshd !== undefined)(`a lab of this computer and a board on loopback (${noSshd ?? 'openssh'})`, () => {
  let sshd: SshBoard;
  beforeAll(async () => {
    for (const board of ['host', 'virtual']) build(board);
    sshd = await startSshBoard();
    writeFileSync(join(sshd.prefix, 'proc/device-tree/model'), 'neurorack virtual board rev 1\0');
    const at = { by: 'ssh', host: sshd.host, config: sshd.config(), prefix: sshd.prefix, nodeModules: linkPackages() };
    const nowhere = { ...at, config: sshd.config({ port: String(await freePort()) }) };
    const rig = 'this-computer';
    const boards = [
      { id: 'host', board: 'host', rig, connect: { by: 'local' } },
      { id: 'loopback', board: 'virtual', rig, connect: at },
      { id: 'lost', board: 'virtual', rig, connect: nowhere },
      { id: 'stuck', board: 'virtual', rig, connect: at, power: { cycle: ['true'] } },
      {
        id: 'resting',
        board: 'virtual',
        rig,
        connect: nowhere,
        knownGood: 'not-recorded.json',
        quarantine: { owner: 'Ada', reason: 'its fan has stopped', until: '2999-12-31' },
      },
    ];
    // JSON is YAML.
    writeFileSync(join(FOLDER, 'boards.yaml'), JSON.stringify({ format: 'neurorack-lab', version: 1, boards }));
    const limits = [{ metric: 'parity-max', max: 1, evidence: ['measured', 'virtual'] }];
    writeFileSync(join(FOLDER, 'limits.yaml'), JSON.stringify({ format: 'neurorack-thresholds', version: 1, limits }));
  }, PATIENCE_MS);
  afterAll(() => sshd?.close());

  it(
    'measures what works, distinguishes rig errors from failures, and compares each class of evidence by itself',
    async () => {
      const { code, out, record } = await night(['--bundles', BUNDLES, '--thresholds', join(FOLDER, 'limits.yaml')]);
      expect(outcomes(record)).toEqual([
        ['host', 'measured'],
        ['loopback', 'measured'],
        ['lost', 'error'],
        ['stuck', 'error'],
        ['resting', 'left out'],
      ]);
      const [host, loopback, lost, stuck] = record.boards;
      expect(loopback.steps.map(({ step, outcome }) => [step, outcome])).toEqual([
        ['reserve', 'done'],
        ['power', 'none'],
        ['health', 'done'],
        ['deploy', 'done'],
        ['bench', 'done'],
        ['release', 'done'],
      ]);
      expect(
        lost.steps.filter(({ step }) => step === 'health').map(({ outcome, attempt }) => [outcome, attempt]),
      ).toEqual([
        ['error', 1],
        ['error', 2],
      ]);
      expect(lost.quarantine).toContain('it has no SSH server');
      expect(stuck.quarantine).toContain('the power switch did not switch it off');
      const results = await Promise.all(
        [host, loopback].map(({ runs }) => readResult(join(out, runs[0].result ?? 'none'))),
      );
      expect(results.map(({ result: { identity, note } }) => [identity.board, identity.evidence, note])).toEqual([
        ['host', 'measured', 'lab board host'],
        ['virtual', 'virtual', 'lab board loopback'],
      ]);
      const { document } = parseHTML(readFileSync(join(out, 'report.html'), 'utf8'));
      expect([...document.querySelectorAll('section h2')].map(({ textContent }) => textContent)).toEqual([
        'Which board should I buy?',
        'measured',
        'virtual',
      ]);
      const xml = readFileSync(join(out, 'lab.xml'), 'utf8');
      expect(xml).toContain('<testsuite name="host" tests="1" failures="0" errors="0" skipped="0"');
      expect(xml).toContain('<testsuite name="lost" tests="1" failures="0" errors="1" skipped="0"');
      expect(xml).toContain('<skipped message="in quarantine until 2999-12-31 (Ada): its fan has stopped"/>');
      expect(code).toBe(3); // rigs alone are at fault
    },
    PATIENCE_MS,
  );

  it(
    'calls a version that does not play failed, does not try it again, and leaves the board as it was',
    async () => {
      const { code, record } = await night(['--only', 'loopback', '--bundles', muteBundles()]);
      const [{ runs, steps }] = record.boards;
      expect(runs).toMatchObject([{ outcome: 'failed', why: expect.stringContaining('planted: it does not play') }]);
      expect(steps.filter(({ step }) => step === 'deploy')).toHaveLength(1);
      expect(code).toBe(1);
      const current = readFileSync(join(sshd.prefix, 'opt/neurorack/current', ENGINE_THREAD), 'utf8');
      expect(current).not.toContain('planted');
    },
    PATIENCE_MS,
  );

  it('names the boards of the file when another is selected', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = await lab(['night', '--boards', join(FOLDER, 'boards.yaml'), '--only', 'pi9']);
    const words = said.mock.calls.map(([text]) => String(text)).join('');
    said.mockRestore();
    expect(code).toBe(2);
    expect(words).toContain('has no board pi9');
    expect(words).toContain('loopback (rig this-computer)');
  });
});
