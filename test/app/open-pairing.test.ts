import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openPairing } from '../../src/app/open-pairing.ts';
import { createPairedClientsFile } from '../../src/state/paired-clients.ts';

describe('the pairing of `start`', () => {
  let home: string;
  let messages: string[];
  const open = () => openPairing(createPairedClientsFile({ home }), { onMessage: (line) => messages.push(line) });
  const stored = (): string => readFileSync(join(home, 'paired-clients.json'), 'utf8');
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'neurorack-pairing-'));
    messages = [];
  });

  async function pairClient() {
    const pairing = await open();
    pairing.requestCode('10.0.0.2');
    const code = messages.at(-1)?.replace(/\D/g, '') ?? '';
    const entered = pairing.enterCode(code, '10.0.0.2');
    return { pairing, token: entered.kind === 'paired' ? entered.token : '' };
  }

  it('reports the code, and accepts the client again after a restart', async () => {
    const { token } = await pairClient();
    expect(messages).toEqual([expect.stringMatching(/\d{3}-\d{3}$/)]);
    await vi.waitFor(() => expect(stored()).toContain('neurorack-paired-clients'));
    expect(stored()).not.toContain(token);
    expect((await open()).sessions.has(token)).toBe(true);
  });

  it('keeps clients revoked when only the previous copy of the file is left', async () => {
    const { pairing, token } = await pairClient();
    await vi.waitFor(() => expect(stored()).toContain('neurorack-paired-clients'));
    pairing.sessions.revokeAll();
    await vi.waitFor(() => expect(stored()).toContain('"clients": []'));
    await sleep(20);
    writeFileSync(join(home, 'paired-clients.json'), 'x');
    const next = await open();
    expect(next.sessions.has(token)).toBe(false);
    expect(messages.join('\n')).toContain('paired-clients.json');
  });

  it('reports a disk that does not store a client', async () => {
    home = '/dev/null/nowhere';
    await pairClient();
    await vi.waitFor(() => expect(messages.join('\n')).toMatch(/could not save paired/));
  });
});
