import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Facts } from '../../ci/lab/health.ts';
import { createRealBoard } from '../../ci/lab/real-board.ts';
import type { Transport } from '../../ci/lab/transports/transport.ts';
import type { Bundle } from '../../src/cli/deploy/bundle.ts';
import type { CommandResult } from '../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { RECORDED } from '../cli/compare/recorded.ts';
import { expectFailure } from './fails.ts';

const output = (stdout: string, code = 0, stderr = ''): CommandResult => ({ code, stdout, stderr });
const unreachable = (): NeurorackError =>
  new NeurorackError('missing-device', 'pi: it cannot be reached', { remedy: 'see' });
const FACTS: Facts = {
  bootId: 'boot-1',
  revision: null,
  cpu: 'Cortex-A76',
  cores: 4,
  memoryMb: 8000,
  kernel: '6.6',
  governor: null,
  temperatureC: 40,
  isThrottled: false,
  hasLowVoltage: false,
  paceMs: 12,
};
const bundle: Bundle = {
  file: 'none.tgz',
  folder: 'host',
  version: '1.0.0',
  board: { id: 'host', name: 'host', recognise: [] },
  sha256: '',
  size: { archive: 1, unpacked: 1 },
};

/** The board behind the transport; a test changes its answers. */
let remote: { facts: Facts; bench: () => CommandResult; isOff: number; calls: string[]; cycle?: () => void };
let out = '';
beforeEach(() => {
  remote = { facts: FACTS, bench: () => output(readFileSync(RECORDED[0], 'utf8')), isOff: 0, calls: [] };
  out = mkdtempSync(join(tmpdir(), 'nr-real-'));
});

function board(knownGood: Facts | null = FACTS) {
  const transport: Transport = {
    reserve: async () => async () => void remote.calls.push('released'),
    powerCycle: remote.cycle === undefined ? undefined : async () => remote.cycle?.(),
    open: async () => {
      if (remote.isOff > 0) {
        remote.isOff--;
        throw unreachable();
      }
      return { host: 'pi', run: answer, close: async () => void remote.calls.push('closed') };
    },
    prefix: '/lab',
    nodeModules: async () => undefined,
  };
  const entry = { id: 'pi', board: 'host', connect: { by: 'local' }, fixtures: {} } as const;
  const parameters = { seconds: 1, latencies: 1, blocks: [256], sweep: 0 };
  return createRealBoard({ entry, transport, bundle, knownGood, parameters, out, retrySeconds: 0 });
}

async function answer(script: string): Promise<CommandResult> {
  if (script === 'true') return output('');
  if (script.includes('boot_id') && script.startsWith('cat')) return output(`${remote.facts.bootId}\n`);
  if (script.includes('node -e')) return output(JSON.stringify(remote.facts));
  remote.calls.push('bench');
  return remote.bench();
}

describe('a bench on a board', () => {
  const bench = () => board().bench({ model: 'impacts', repeat: 2 });

  it('stores its result unchanged under board, model and repeat', async () => {
    expect(await bench()).toEqual({ done: 'pi-impacts-2.json' });
    expect(readFileSync(join(out, 'pi-impacts-2.json'), 'utf8')).toBe(readFileSync(RECORDED[0], 'utf8'));
  });

  it("is the product's failure when it ends with an error on a healthy board", async () => {
    remote.bench = () => output('', 1, 'error: the model is broken\nremedy: mend it');
    expect(await bench()).toEqual({
      failed: 'bench of impacts: error: the model is broken; remedy: mend it',
    });
  });

  it("is the rig's error when the board is not healthy afterwards", async () => {
    remote.bench = () => {
      remote.facts = { ...FACTS, isThrottled: true };
      return output('', 1, 'killed');
    };
    await expectFailure(bench(), 'device-fault', 'it is throttled');
  });

  it("is the rig's error when the connection breaks", async () => {
    remote.bench = () => {
      throw unreachable();
    };
    await expectFailure(bench(), 'missing-device', 'it cannot be reached');
  });

  it.each([
    ['no JSON', 'Segmentation fault', 'its result is invalid'],
    ['a result with another layout', '{"format":"neurorack-bench","version":99}', 'its result is invalid: version'],
  ])("is the product's failure when it prints %s", async (_, text, words) => {
    remote.bench = () => output(text);
    expect(await bench()).toEqual({ failed: expect.stringContaining(words) });
  });

  it("is the product's failure when its result is of another board", async () => {
    remote.bench = () => output(readFileSync(RECORDED[0], 'utf8').replace('"board":"host"', '"board":"pi5-cpu"'));
    expect(await bench()).toEqual({ failed: "its result is of a 'pi5-cpu', not of a 'host'" });
  });
});

describe('a power switch', () => {
  it('returns false where there is none', async () => {
    expect(await board().powerCycle()).toBe(false);
  });

  it('waits while the board boots, and accepts another boot id', async () => {
    remote.cycle = () => {
      remote.isOff = 3;
      remote.facts = { ...FACTS, bootId: 'boot-2' };
    };
    const pi = board();
    expect(await pi.powerCycle()).toBe(true);
    expect(await pi.checkHealth()).toBe('as recorded; pace 12.0 ms');
    expect(remote.isOff).toBe(0);
  });

  it('is reported when the boot id is still the same', async () => {
    remote.cycle = () => undefined;
    const pi = board();
    await pi.powerCycle();
    await expectFailure(pi.checkHealth(), 'device-fault', 'the power switch did not switch it off');
    expect(await pi.checkHealth()).toContain('as recorded'); // checked once a cycle
  });

  it('is used on a board that has stopped answering', async () => {
    remote.isOff = 1;
    remote.cycle = () => undefined;
    const pi = board(null);
    expect(await pi.powerCycle()).toBe(true);
    expect(await pi.checkHealth()).toBe('nothing recorded to compare with; pace 12.0 ms');
  });
});

describe('a board without a switch', () => {
  it('is not waited for when it does not answer', async () => {
    remote.isOff = 1;
    await expectFailure(board().checkHealth(), 'missing-device', 'it cannot be reached');
  });

  it('is released once, after its connection is closed', async () => {
    const pi = board();
    await pi.reserve();
    await pi.checkHealth();
    await pi.release();
    await pi.release();
    expect(remote.calls).toEqual(['closed', 'released']);
  });
});
