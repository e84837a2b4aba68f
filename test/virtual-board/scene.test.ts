import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jacksOf } from '../../ci/virtual-board/test-bench/jacks-file.ts';
import { createPanelActuator } from '../../ci/virtual-board/test-bench/panel-actuator.ts';
import { readScene } from '../../ci/virtual-board/test-bench/scene.ts';
import { loadBoard } from '../../src/board/board.ts';
import { expectNamedError } from '../../testing/named-error.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCENES = `${ROOT}ci/virtual-board/scenes`;

describe('a scene', () => {
  it.each(readdirSync(SCENES))('%s can be played', (name) => {
    const { scene, performance } = readScene(parse(readFileSync(`${SCENES}/${name}`, 'utf8')), name);
    expect(performance.endSeconds).toBeGreaterThan(1);
    for (const { at } of scene.faults) expect(at).toBeLessThan(performance.endSeconds);
  });

  it('with a wrong field is refused by the name of the field', () => {
    const scene = { format: 'neurorack-scene', version: 2, name: 'x', performance: '1 end' };
    const fault = { ...scene, faults: [{ at: 1, fault: 'meteorite' }] };
    expectNamedError(() => readScene(fault, 'x.yaml'), 'bad-file', 'x.yaml: faults.0.fault');
    expectNamedError(() => readScene({ ...scene, performance: '1 dance' }, 'x.yaml'), 'bad-file', 'x.yaml, line 1');
  });
});

describe('a scene of version 1', () => {
  it('had the performance under hands, and still plays', () => {
    const { scene } = readScene({ format: 'neurorack-scene', version: 1, name: 'x', hands: '1 end' }, 'x.yaml');
    expect(scene).toEqual({ format: 'neurorack-scene', version: 2, name: 'x', performance: '1 end', faults: [] });
  });
});

describe('the panel actuator on the lines of gpio-sim', async () => {
  const board = await loadBoard(`${ROOT}boards`, 'virtual');
  const create = () => {
    const pulled: string[] = [];
    const write = (file: string, text: string): void =>
      void pulled.push(`${file.replace('/lines/sim_gpio', '')} ${text}`);
    const actuator = createPanelActuator({
      board,
      lines: '/lines',
      turnChip: () => undefined,
      clock: createVirtualTime(),
      write,
    });
    const rest = pulled.splice(0);
    return { actuator, pulled, rest };
  };

  it('starts at rest: contacts open, gates low, which is high behind the inverting transistor', () => {
    const { rest } = create();
    expect(rest.toSorted()).toEqual([
      '0/pull pull-up',
      '1/pull pull-up',
      '2/pull pull-up',
      '3/pull pull-up',
      '4/pull pull-up',
    ]);
  });

  it('pulls a line down for a rising gate, and turns the encoder by one detent', () => {
    const { actuator, pulled } = create();
    actuator.gate(1, true);
    actuator.gate(1, false);
    expect(pulled.splice(0)).toEqual(['4/pull pull-down', '4/pull pull-up']);
    actuator.turn(1);
    expect(pulled).toEqual(['0/pull pull-down', '1/pull pull-down', '0/pull pull-up', '1/pull pull-up']);
  });

  it('bounces while contact bounce is on', () => {
    const { actuator, pulled } = create();
    actuator.setContactBounce(true);
    actuator.gate(0, true);
    expect(pulled.length).toBeGreaterThan(5);
    expect(pulled.at(-1)).toBe('3/pull pull-down');
  });
});

describe('the volts that a shell in the guest writes', () => {
  it('are one number a jack; missing jacks and other words are 0', () => {
    expect([...jacksOf('0 5 -2.5\n')]).toEqual([0, 5, -2.5, 0]);
    expect([...jacksOf('five')]).toEqual([0, 0, 0, 0]);
  });
});
