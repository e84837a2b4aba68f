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

const said = (stdout: string, code = 0, stderr = ''): CommandResult => ({ code, stdout, stderr });
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

/** A board that is there; a test changes what it says. */
let world: { facts: Facts; bench: () => CommandResult; isOff: number; asked: string[]; cycle?: () => void };
let out = '';
beforeEach(() => {
  world = { facts: FACTS, bench: () => said(readFileSync(RECORDED[0], 'utf8')), isOff: 0, asked: [] };
  out = mkdtempSync(join(tmpdir(), 'nr-real-'));
});

function board(knownGood: Facts | null = FACTS) {
  const transport: Transport = {
    reserve: async () => async () => void world.asked.push('given back'),
    powerCycle: world.cycle === undefined ? undefined : async () => world.cycle?.(),
    open: async () => {
      if (world.isOff > 0) {
        world.isOff--;
        throw unreachable();
      }
      return { host: 'pi', run: answer, close: async () => void world.asked.push('hung up') };
    },
    prefix: '/lab',
    nodeModules: async () => undefined,
  };
  const entry = { id: 'pi', board: 'host', connect: { by: 'local' }, fixtures: {} } as const;
  const asked = { seconds: 1, latencies: 1, blocks: [256], sweep: 0 };
  return createRealBoard({ entry, transport, bundle, knownGood, parameters: asked, out, retrySeconds: 0 });
}

async function answer(script: string): Promise<CommandResult> {
  if (script === 'true') return said('');
  if (script.includes('boot_id') && script.startsWith('cat')) return said(`${world.facts.bootId}\n`);
  if (script.includes('node -e')) return said(JSON.stringify(world.facts));
  world.asked.push('bench');
  return world.bench();
}

describe('a bench on a board', () => {
  const bench = () => board().bench({ model: 'impacts', repeat: 2 });

  it('keeps its result under the names of board, model and repeat, as it came', async () => {
    expect(await bench()).toEqual({ done: 'pi-impacts-2.json' });
    expect(readFileSync(join(out, 'pi-impacts-2.json'), 'utf8')).toBe(readFileSync(RECORDED[0], 'utf8'));
  });

  it("that ends with an error on a board that is well is the product's fault", async () => {
    world.bench = () => said('', 1, 'error: the model is broken\nremedy: mend it');
    expect(await bench()).toEqual({
      failed: 'bench of impacts: error: the model is broken; remedy: mend it',
    });
  });

  it("that ends with an error on a board that is not well is the rig's", async () => {
    world.bench = () => {
      world.facts = { ...FACTS, isThrottled: true };
      return said('', 1, 'killed');
    };
    await expectFailure(bench(), 'device-fault', 'it is throttled');
  });

  it("in which the connection breaks is the rig's", async () => {
    world.bench = () => {
      throw unreachable();
    };
    await expectFailure(bench(), 'missing-device', 'it cannot be reached');
  });

  it.each([
    ['no JSON', 'Segmentation fault', 'its result is none'],
    ['a result with another layout', '{"format":"neurorack-bench","version":99}', 'its result is none: version'],
  ])("that answers %s is the product's fault", async (_, text, words) => {
    world.bench = () => said(text);
    expect(await bench()).toEqual({ failed: expect.stringContaining(words) });
  });

  it("that answers as another board is the product's fault", async () => {
    world.bench = () => said(readFileSync(RECORDED[0], 'utf8').replace('"board":"host"', '"board":"pi5-cpu"'));
    expect(await bench()).toEqual({ failed: "its result is of a 'pi5-cpu', not of a 'host'" });
  });
});

describe('a power switch', () => {
  it('that there is none of does nothing, and says so', async () => {
    expect(await board().powerCycle()).toBe(false);
  });

  it('is waited for while the board boots, and is believed when the kernel is another boot', async () => {
    world.cycle = () => {
      world.isOff = 3;
      world.facts = { ...FACTS, bootId: 'boot-2' };
    };
    const pi = board();
    expect(await pi.powerCycle()).toBe(true);
    expect(await pi.checkHealth()).toBe('as recorded; pace 12.0 ms');
    expect(world.isOff).toBe(0);
  });

  it('that switches something else is found out by the boot that goes on', async () => {
    world.cycle = () => undefined;
    const pi = board();
    await pi.powerCycle();
    await expectFailure(pi.checkHealth(), 'device-fault', 'the power switch did not switch it off');
    expect(await pi.checkHealth()).toContain('as recorded'); // it is asked of each cycle once
  });

  it('is tried on a board that does not answer any more', async () => {
    world.isOff = 1;
    world.cycle = () => undefined;
    const pi = board(null);
    expect(await pi.powerCycle()).toBe(true);
    expect(await pi.checkHealth()).toBe('nothing recorded to hold it against; pace 12.0 ms');
  });
});

describe('a board without a switch', () => {
  it('that does not answer is not waited for', async () => {
    world.isOff = 1;
    await expectFailure(board().checkHealth(), 'missing-device', 'it cannot be reached');
  });

  it('is given back once, its connection ended first', async () => {
    const pi = board();
    await pi.reserve();
    await pi.checkHealth();
    await pi.release();
    await pi.release();
    expect(world.asked).toEqual(['hung up', 'given back']);
  });
});
