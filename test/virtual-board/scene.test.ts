import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVirtualTime } from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

  it('that says something else is refused by its place', () => {
    const scene = { format: 'neurorack-scene', version: 1, name: 'x', hands: '1 end' };
    const fault = { ...scene, faults: [{ at: 1, fault: 'meteorite' }] };
    expectNamedError(() => readScene(fault, 'x.yaml'), 'bad-file', 'x.yaml: faults.0.fault');
    expectNamedError(() => readScene({ ...scene, hands: '1 dance' }, 'x.yaml'), 'bad-file', 'x.yaml, line 1');
  });
});

describe('hands at the lines of gpio-sim', async () => {
  const board = await loadBoard(`${ROOT}boards`, 'virtual');
  const create = () => {
    const pulled: string[] = [];
    const write = (file: string, text: string): void =>
      void pulled.push(`${file.replace('/lines/sim_gpio', '')} ${text}`);
    const hands = createPanelActuator({
      board,
      lines: '/lines',
      turnChip: () => undefined,
      clock: createVirtualTime(),
      write,
    });
    const rest = pulled.splice(0);
    return { hands, pulled, rest };
  };

  it('let all of them rest at first: contacts open, gates low, which is high behind a transistor', () => {
    const { rest } = create();
    expect(rest.toSorted()).toEqual([
      '0/pull pull-up',
      '1/pull pull-up',
      '2/pull pull-up',
      '3/pull pull-up',
      '4/pull pull-up',
    ]);
  });

  it('pull a gate down when it rises, and turn the encoder by one detent', () => {
    const { hands, pulled } = create();
    hands.gate(1, true);
    hands.gate(1, false);
    expect(pulled.splice(0)).toEqual(['4/pull pull-down', '4/pull pull-up']);
    hands.turn(1);
    expect(pulled).toEqual(['0/pull pull-down', '1/pull pull-down', '0/pull pull-up', '1/pull pull-up']);
  });

  it('bounce when told to', () => {
    const { hands, pulled } = create();
    hands.setContactBounce(true);
    hands.gate(0, true);
    expect(pulled.length).toBeGreaterThan(5);
    expect(pulled.at(-1)).toBe('3/pull pull-down');
  });
});
