import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPairing } from '../../src/app/open-pairing.ts';

describe('the door that `start` opens', () => {
  let home: string;
  let said: string[];
  const open = (host: string) => openPairing(host, { say: (line) => said.push(line) });
  const kept = (): string => readFileSync(join(home, 'paired-pages.json'), 'utf8');
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'neurorack-door-'));
    said = [];
    vi.stubEnv('NEURORACK_HOME', home);
  });
  afterEach(() => vi.unstubAllEnvs());

  /** A page's token, and the code that it was let in by. */
  async function letIn() {
    const door = await open('0.0.0.0');
    door?.requestCode();
    const code = said.at(-1)?.replace(/\D/g, '') ?? '';
    const entered = door?.enterCode(code);
    return { door, token: entered?.kind === 'paired' ? entered.token : '' };
  }

  it.each(['127.0.0.1', '::1'])('is none at %s: a panel for this computer needs none', async (host) => {
    expect(await open(host)).toBeUndefined();
  });

  it('says the code on the terminal, and knows the page again after a restart', async () => {
    const { token } = await letIn();
    expect(said).toEqual([expect.stringMatching(/^code for a new page: \d{3}-\d{3}$/)]);
    await vi.waitFor(() => expect(kept()).toContain('neurorack-paired-pages'));
    expect(kept()).not.toContain(token);
    expect((await open('0.0.0.0'))?.sessions.has(token)).toBe(true);
  });

  it('forgets for good, even if the file is damaged afterwards and only its previous copy is left', async () => {
    const { door, token } = await letIn();
    await vi.waitFor(() => expect(kept()).toContain('neurorack-paired-pages'));
    door?.sessions.revokeAll();
    await vi.waitFor(() => expect(kept()).toContain('"hashes": []'));
    await sleep(20);
    writeFileSync(join(home, 'paired-pages.json'), 'x');
    const next = await open('0.0.0.0');
    expect(next?.sessions.has(token)).toBe(false);
    expect(said.join('\n')).toContain('paired-pages.json');
  });

  it('says so when the disk does not keep a page', async () => {
    vi.stubEnv('NEURORACK_HOME', '/dev/null/nowhere');
    await letIn();
    await vi.waitFor(() => expect(said.join('\n')).toMatch(/could not save paired pages/));
  });
});
