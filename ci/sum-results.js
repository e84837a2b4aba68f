// Sums vitest's JSON and pytest's JUnit report up in one line. A step that failed without a failing test (lint, types, an install) counts as
// one failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [results, failedSteps] = process.argv.slice(2);
let passed = 0;
let failed = 0;

const vitest = join(results, 'vitest.json');
if (existsSync(vitest)) {
  const report = JSON.parse(readFileSync(vitest, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
}

const pytest = join(results, 'pytest.xml');
if (existsSync(pytest)) {
  const suite = /<testsuite [^>]*>/.exec(readFileSync(pytest, 'utf8'))?.[0] ?? '';
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const bad = count('failures') + count('errors');
  passed += count('tests') - bad - count('skipped');
  failed += bad;
}

failed = Math.max(failed, Number(failedSteps));
if (passed === 0) failed = Math.max(failed, 1);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
