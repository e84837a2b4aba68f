import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const actions = [...readFileSync(new URL(name, FOLDER), 'utf8').matchAll(/^.*\buses: *(.*)$/gm)].map(
    ([, one]) => one,
  );

  it('names every action by its commit, with the version in a comment', () => {
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect.soft(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('has one version of each action', () => {
    expect(new Set(actions).size).toBe(new Set(actions.map((action) => action.split('@')[0])).size);
  });
});

describe('the workflow fuzz.yml', () => {
  const text = readFileSync(new URL('fuzz.yml', FOLDER), 'utf8');

  it('runs the whole at night, and its short form within ten minutes at a push', () => {
    const isWhole = "(github.event_name == 'schedule' || inputs.whole)";
    expect(text).toContain(`timeout-minutes: \${{ ${isWhole} && 180 || 10 }}`);
    expect(text).toContain(`NEURORACK_NIGHTLY: \${{ ${isWhole} && '1' || '' }}`);
    expect(text).toMatch(/push:[\s\S]*schedule:\n +- cron:/);
    expect(readFileSync(new URL('../fuzz/seeds.ts', import.meta.url), 'utf8')).toContain(
      "process.env.NEURORACK_NIGHTLY === '1'",
    );
  });

  it('runs tests that exist', () => {
    const paths = /npx vitest run (.*)/.exec(text)?.[1].split(' ') ?? [];
    expect(paths).toContain('test/fuzz');
    for (const path of paths) expect(existsSync(new URL(`../../${path}`, import.meta.url)), path).toBe(true);
  });
});
