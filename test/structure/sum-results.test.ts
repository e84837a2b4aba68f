import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Lines and exit code of the sum over these reports. */
async function sum(reports: Readonly<Record<string, string>>): Promise<{ lines: string[]; code: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'results-'));
  for (const [name, text] of Object.entries(reports)) await writeFile(join(folder, name), text);
  return new Promise((done) => {
    const child = execFile(process.execPath, ['ci/sum-results.js', folder], (_error, stdout) =>
      done({ lines: stdout.trimEnd().split('\n'), code: child.exitCode ?? -1 }),
    );
  });
}

/** A report of vitest about files and the errors of their tests; a test without an error has passed. */
function vitestReport(files: Readonly<Record<string, Readonly<Record<string, string | null>>>>): string {
  const testResults = Object.entries(files).map(([name, tests]) => ({
    name: resolve(name),
    status: Object.values(tests).every((error) => error === null) ? 'passed' : 'failed',
    message: '',
    assertionResults: Object.entries(tests).map(([fullName, error]) => ({
      fullName,
      status: error === null ? 'passed' : 'failed',
      failureMessages: error === null ? [] : [error],
    })),
  }));
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const numPassedTests = all.filter(({ status }) => status === 'passed').length;
  return JSON.stringify({ numPassedTests, numFailedTests: all.length - numPassedTests, testResults });
}

const PYTEST = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" \
skipped="1" tests="5" time="1.1"><testcase classname="tests.test_a" name="test_good" time="0.1" />\
<testcase classname="tests.test_a" name="test_bad[a&gt;b]" time="0.1"><failure message="assert 1 == 2&#10;where 1 = f()">traceback</failure></testcase>\
<testcase classname="tests.test_b" name="test_left_out"><skipped type="pytest.skip" message="no chip">here</skipped></testcase>\
<testcase classname="tests.test_b" name="test_also_good" time="0.1" />\
<testcase classname="tests.test_b" name="test_broken" time="0.1"><error message="failed on setup with &quot;no file&quot;">traceback</error></testcase>\
</testsuite></testsuites>`;

describe('the sum of .ci/run', () => {
  it('is one line where everything passes', async () => {
    const found = await sum({ 'vitest.json': vitestReport({ 'test/a.test.ts': { 'a sounds': null } }) });
    expect(found).toEqual({ lines: ['1 passed, 0 failed'], code: 0 });
  });

  it('names file, test and first line of the error of each failed test, before the last line', async () => {
    const files = {
      'test/voice/a.test.ts': {
        'the voice sounds': null,
        'the voice is in tune': '\u001b[31mAssertionError: 441 is not 440\u001b[39m\n    at x.ts',
      },
      'test/b.test.ts': { 'b is quiet': 'NeurorackError: no sink' },
    };
    expect(await sum({ 'vitest.json': vitestReport(files), 'pytest.xml': PYTEST })).toEqual({
      lines: [
        'failed test: test/voice/a.test.ts: the voice is in tune: AssertionError: 441 is not 440',
        'failed test: test/b.test.ts: b is quiet: NeurorackError: no sink',
        'failed test: tests.test_a: test_bad[a>b]: assert 1 == 2',
        'failed test: tests.test_b: test_broken: failed on setup with "no file"',
        '3 passed, 4 failed',
      ],
      code: 1,
    });
  });

  it('names a test file that does not load, and counts it', async () => {
    const testResults = [
      { name: resolve('test/c.test.ts'), status: 'failed', message: 'SyntaxError: x\nmore', assertionResults: [] },
    ];
    const report = JSON.stringify({ numPassedTests: 5, numFailedTests: 0, testResults });
    expect((await sum({ 'vitest.json': report })).lines).toEqual([
      'failed test: test/c.test.ts: the file: SyntaxError: x',
      '5 passed, 1 failed',
    ]);
  });

  it('names each failed step, which counts where no test failed', async () => {
    const report = vitestReport({ 'test/a.test.ts': { 'a sounds': null } });
    const steps = 'npm test --reporter=json\nci/hailort/memory.sh\n';
    expect(await sum({ 'vitest.json': report, 'failed-steps': steps })).toEqual({
      lines: ['failed step: npm test --reporter=json', 'failed step: ci/hailort/memory.sh', '1 passed, 2 failed'],
      code: 1,
    });
  });

  it('names 30 failed tests at most, and counts the others', async () => {
    const tests = Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`test ${at}`, 'Error: x']));
    const { lines } = await sum({ 'vitest.json': vitestReport({ 'test/a.test.ts': tests }) });
    expect(lines).toHaveLength(32);
    expect(lines.slice(-2)).toEqual(['and 3 more failed tests', '0 passed, 33 failed']);
  });

  it('fails where nothing ran or a report is cut', async () => {
    expect(await sum({})).toEqual({ lines: ['0 passed, 1 failed'], code: 1 });
    expect((await sum({ 'vitest.json': '{"numPassed' })).lines.at(-1)).toBe('0 passed, 1 failed');
  });
});
