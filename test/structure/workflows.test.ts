import { readdirSync, readFileSync } from 'node:fs';
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
