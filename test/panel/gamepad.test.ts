import { describe, expect, it } from 'vitest';
import { createGamepadPlayer } from '../../src/panel/gamepad-player.ts';
import type { PanelAction } from '../../src/panel/protocol.ts';
import { CHROMIUM, until, useBrowserBench } from './browser-bench.ts';

describe('a gamepad', () => {
  /** A player, and the actions that it has sent since the last call. */
  function setUp() {
    const actions: PanelAction[] = [];
    const player = createGamepadPlayer({
      send: (action) => void actions.push(action),
      ranges: () => ['0-5', '0-10', '±5', '0-5'],
    });
    return {
      player,
      observe: (held: readonly number[], axes: readonly number[] = [0, 0, 0, 0]): readonly PanelAction[] => {
        player.observe({ buttons: Array.from({ length: 17 }, (_, n) => ({ pressed: held.includes(n) })), axes });
        return actions.splice(0);
      },
      sent: () => actions.splice(0),
    };
  }

  it('plays the gates by two buttons, once a change, and releases them when it is unplugged', () => {
    const { player, observe, sent } = setUp();
    expect(observe([0, 7])).toEqual([{ type: 'gate', gate: 0, isHigh: true }]);
    expect(observe([0, 1])).toEqual([{ type: 'gate', gate: 1, isHigh: true }]);
    expect(observe([0, 1])).toEqual([]);
    expect(observe([1])).toEqual([{ type: 'gate', gate: 0, isHigh: false }]);
    player.release();
    expect(sent()).toEqual([{ type: 'gate', gate: 1, isHigh: false }]);
  });

  it('moves the jacks through their ranges, up and to the right', () => {
    const { observe } = setUp();
    expect(observe([], [1, -1, 1, 1])).toEqual([
      { type: 'cv', channel: 0, volts: 5 },
      { type: 'cv', channel: 1, volts: 10 },
      { type: 'cv', channel: 2, volts: 5 },
      { type: 'cv', channel: 3, volts: 0 },
    ]);
    expect(observe([], [1, -1, 1, 1])).toEqual([]);
    expect(observe([], [1, -1, 0.05, 1])).toEqual([{ type: 'cv', channel: 2, volts: 0 }]);
  });

  it('leaves the jacks alone while its sticks are at rest, and has fewer axes without a fault', () => {
    const { observe } = setUp();
    expect(observe([], [0.1, -0.1, 0.02, 0])).toEqual([]);
    expect(observe([], [])).toEqual([]);
  });
});

describe.skipIf(CHROMIUM === undefined)('a gamepad in the page (skipped without: apt-get install chromium)', () => {
  const bench = useBrowserBench();

  it('is named once it is connected, plays, and lets its gates go when it is unplugged', async () => {
    const page = await bench.visit();
    await page.addInitScript(`
      window.pads = [null, null, null, null];
      navigator.getGamepads = () => window.pads;
      window.connect = () => {
        const buttons = Array.from({ length: 17 }, () => ({ pressed: false }));
        window.pads[1] = { id: 'Pad', mapping: 'standard', buttons, axes: [0, 0, 0, 0] };
        dispatchEvent(new Event('gamepadconnected'));
      };
      window.disconnect = () => { window.pads[1] = null; dispatchEvent(new Event('gamepaddisconnected')); };
    `);
    await page.reload();
    await page.getByRole('region', { name: 'Faceplate' }).waitFor();
    await page.evaluate('connect()');
    await page.getByText('Gamepad: Pad').waitFor();
    await page.evaluate('pads[1].buttons[0].pressed = true; pads[1].axes[0] = 1');
    await until(() => bench.actionsOf('gate').length === 1 && bench.actionsOf('cv').length === 1);
    expect(bench.actionsOf('gate')).toEqual([{ type: 'gate', gate: 0, isHigh: true }]);
    expect(bench.actionsOf('cv')).toEqual([{ type: 'cv', channel: 0, volts: 5 }]);
    await page.evaluate('disconnect()');
    await until(() => bench.actionsOf('gate').length === 2);
    expect(bench.actionsOf('gate')[1]).toEqual({ type: 'gate', gate: 0, isHigh: false });
    expect(bench.faults).toEqual([]);
  });

  it('shares a gate with a key: the release of one leaves it high', async () => {
    const page = await bench.open();
    await page.getByRole('tab', { name: 'Map' }).click();
    const box = await page.getByRole('group', { name: 'Map of the sets' }).boundingBox();
    if (box === null) throw new Error('the map is not shown');
    const before = bench.actionsOf('gate').length;
    await page.keyboard.down('a');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.press('s');
    await page.keyboard.up('a');
    await until(() => bench.actionsOf('gate').length >= before + 4);
    expect(
      bench
        .actionsOf('gate')
        .slice(before)
        .map(({ gate, isHigh }) => [gate, isHigh]),
    ).toEqual([
      [0, true],
      [1, true],
      [1, false],
      [0, false],
    ]);
  });
});
