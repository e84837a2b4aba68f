// Sums up vitest's JSON, pytest's JUnit report and the failed steps of .ci/run: names of failed tests and steps, then "N passed, N failed". A step
// that failed without a failing test (lint, types, an install) counts as one failure.
//   node ci/sum-results.js <folder with vitest.json, pytest.xml and failed-steps, a step a line>
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const MAX_NAMES = 30;
const MAX_LINE = 300;

const [folder] = process.argv.slice(2);
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
const reports = [vitestResults(read('vitest.json')), pytestResults(read('pytest.xml'))];
const steps = read('failed-steps')
  .split('\n')
  .filter((line) => line !== '');

const failures = reports.flatMap((report) => report.failures);
const passed = reports.reduce((sum, report) => sum + report.passed, 0);
const failed = Math.max(failures.length, steps.length, passed === 0 ? 1 : 0);

for (const { file, name, error } of failures.slice(0, MAX_NAMES))
  print(`failed test: ${file}: ${oneLine(name)}: ${oneLine(error)}`);
if (failures.length > MAX_NAMES) print(`and ${failures.length - MAX_NAMES} more failed tests`);
for (const step of steps) print(`failed step: ${step}`);
print(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** A test file that does not load has no tests, and counts as one that failed. */
function vitestResults(text) {
  if (text === '') return { passed: 0, failures: [] };
  const report = parseOrNull(text);
  if (report === null) return { passed: 0, failures: [{ file: 'vitest.json', name: 'report', error: 'no JSON' }] };
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0 && status === 'failed') return [{ file, name: 'the file', error: message }];
    return tests.map((test) => ({ file, name: test.fullName, error: test.failureMessages[0] ?? '' }));
  });
  return { passed: report.numPassedTests, failures };
}

function parseOrNull(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pytestResults(text) {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? '';
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failures = [...text.matchAll(/<testcase ([^>]*[^/])>\s*<(?:failure|error)\b([^>]*)>/g)].map(
    ([, test, error]) => ({
      file: attribute(test, 'classname'),
      name: attribute(test, 'name'),
      error: attribute(error, 'message'),
    }),
  );
  return { passed: count('tests') - count('failures') - count('errors') - count('skipped'), failures };
}

function attribute(tag, name) {
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/** The first line with a word in it, without colours. */
function oneLine(text) {
  const lines = stripVTControlCharacters(text ?? '').split('\n');
  return (lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, MAX_LINE);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
