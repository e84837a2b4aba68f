import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPairing, type Pairing } from '../../src/panel/pairing.ts';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createSessions, type Sessions } from '../../src/panel/session-store.ts';
import { nodeFileSystem } from '../../src/state/node-file-system.ts';
import { createPairedClientsFile } from '../../src/state/paired-clients.ts';
import { createFakeInstrument } from '../panel/fake-instrument.ts';
import { runCli } from './run-cli.ts';

const PHONE = { name: 'Firefox, Android', address: '10.0.0.2' };
const TABLET = { name: 'Safari, iPad', address: '10.0.0.3' };
/** A port at which nothing answers. */
const NO_PANEL = ['--port', '9'];

beforeEach(() => vi.stubEnv('NEURORACK_HOME', mkdtempSync(join(tmpdir(), 'neurorack-home-'))));
afterEach(() => vi.unstubAllEnvs());

const clients = (...args: string[]) => runCli('clients', ...args);

describe('neurorack clients, while an instrument runs', () => {
  let server: PanelServer;
  let pairing: Pairing;
  let sessions: Sessions;
  const port = (): string[] => ['--port', new URL(server.url).port];
  beforeEach(async () => {
    sessions = createSessions();
    pairing = createPairing({ sessions });
    const folder = mkdtempSync(join(tmpdir(), 'neurorack-page-'));
    server = await startPanelServer({ instrument: createFakeInstrument().instrument, folder, port: 0, pairing });
  });
  afterEach(() => server.close());

  it('lists the clients by browser, address and last visit, and unpairs one', async () => {
    const [phone, tablet] = [sessions.create(PHONE), sessions.create(TABLET)];
    const { code, stdout } = await clients(...port());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f]{12} +Firefox, Android +10\.0\.0\.2 +last seen \d{4}-\d\d-\d\d \d\d:\d\d/);
    expect((await clients('revoke', stdout.slice(0, 12), ...port())).code).toBe(0);
    expect([sessions.has(phone), sessions.has(tablet)]).toEqual([false, true]);
  });

  it('refuses a number that no client has', async () => {
    const { code, stderr } = await clients('revoke', '000000000000', ...port());
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/no client '000000000000' is paired[\s\S]*neurorack clients/),
    ]);
  });
});

describe('neurorack clients, without an instrument', () => {
  const home = (): string => process.env.NEURORACK_HOME ?? '';
  const file = () => createPairedClientsFile({ home: home() });
  async function pairBoth(): Promise<Sessions> {
    let saved: Promise<unknown> = Promise.resolve();
    const stored = file();
    const sessions = createSessions({
      save: (all) => {
        saved = stored.save({ clients: all });
      },
    });
    for (const client of [PHONE, TABLET]) sessions.create(client);
    await saved;
    return sessions;
  }

  it('reads and changes the stored list, which only its user may read', async () => {
    const [{ id }] = (await pairBoth()).list();
    expect(JSON.parse((await clients('list', '--json', ...NO_PANEL)).stdout)).toMatchObject([PHONE, TABLET]);
    expect((await clients('revoke', id, ...NO_PANEL)).code).toBe(0);
    expect((await file().read()).content?.clients).toMatchObject([TABLET]);
    expect(statSync(join(home(), 'paired-clients.json')).mode & 0o777).toBe(0o600);
    expect((await clients('revoke', id, ...NO_PANEL)).stderr).toContain(`no client '${id}' is paired`);
  });

  it('says so where no client is paired', async () => {
    expect((await clients(...NO_PANEL)).stdout).toBe('no client is paired\n');
  });

  it('changes nothing while an instrument runs whose panel it does not reach', async () => {
    const [{ id }] = (await pairBoth()).list();
    const lock = await nodeFileSystem.lock(join(home(), '.instance'));
    expect((await clients('revoke', id, ...NO_PANEL)).stderr).toMatch(/an instrument runs[\s\S]*--port <number>/);
    await lock?.release();
    expect((await file().read()).content?.clients.length).toBe(2);
  });
});
