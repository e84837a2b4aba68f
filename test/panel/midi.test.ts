import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { midiMappingSchema } from '../../src/control/midi/midi-mapping.ts';
import { createMidiSender } from '../../src/panel/midi-sender.ts';
import { actionSchema, type PanelAction } from '../../src/panel/protocol.ts';
import { SIMULATED_WEB_MIDI } from '../../testing/simulated-web-midi.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';

describe('the messages of a MIDI controller in the page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setUp() {
    const actions: PanelAction[] = [];
    const sender = createMidiSender({ send: (action) => void actions.push(action), nowMs: () => Date.now() });
    return { actions, sender };
  }

  it('go to the instrument at once, with their time', () => {
    const { actions, sender } = setUp();
    sender.receive('Keys', Uint8Array.of(0x90, 72, 127), 10.5);
    expect(actions).toEqual([{ type: 'midi', port: 'Keys', messages: [{ bytes: [0x90, 72, 127], timeMs: 10.5 }] }]);
    expect(actionSchema.parse(actions[0])).toEqual(actions[0]);
  });

  it('of a flood go together, all of them and in order, 250 times a second', () => {
    const { actions, sender } = setUp();
    for (let n = 0; n < 2000; n++) {
      sender.receive('Keys', [0xb0, 1, n % 128], n / 2);
      if (n % 2 === 1) vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(10);
    const times = actions.flatMap((action) =>
      action.type === 'midi' ? action.messages.map(({ timeMs }) => timeMs) : [],
    );
    expect(times).toEqual(Array.from({ length: 2000 }, (_, n) => n / 2));
    expect(actions.length).toBeLessThanOrEqual(252);
  });

  it('are sent without system exclusive ones, and fit into a request however many there are', () => {
    const { actions, sender } = setUp();
    sender.receive('Keys', [0xf0, 1, 2, 0xf7], 0);
    for (let n = 0; n < 1000; n++) sender.receive('Keys', [0xb0, 119, 127], 123_456.700_000_001 + n);
    vi.advanceTimersByTime(10);
    const sent = actions.flatMap((action) => (action.type === 'midi' ? action.messages : []));
    expect(sent).toHaveLength(1000);
    expect(Math.max(...actions.map((action) => JSON.stringify(action).length))).toBeLessThan(16 * 1024);
  });

  it('that wait go before the report that their port is gone', () => {
    const { actions, sender } = setUp();
    sender.receive('Keys', [0x90, 60, 1], 0);
    sender.receive('Keys', [0x90, 62, 1], 1);
    sender.release('Keys');
    expect(actions.map(({ type }) => type)).toEqual(['midi', 'midi', 'midi-release']);
    vi.advanceTimersByTime(100);
    expect(actions).toHaveLength(3);
  });
});

describe.skipIf(CHROMIUM === undefined)('MIDI in the page (skipped without: apt-get install chromium)', () => {
  const bench = useBrowserBench();

  async function connect() {
    const page = await bench.visit();
    await page.addInitScript(SIMULATED_WEB_MIDI);
    await page.reload();
    await page.getByRole('button', { name: 'Connect MIDI' }).click();
    await page.getByText('MIDI: Keys').waitFor();
    return page;
  }

  it('connects at a click, names the controller, plays its notes and releases them when it is unplugged', async () => {
    const page = await connect();
    await page.evaluate('webMidi.play(0x90, 72, 127)');
    await until(() => bench.actionsOf('midi').length === 1);
    expect(bench.actionsOf('midi')).toEqual([
      { type: 'midi', port: 'Keys', messages: [{ bytes: [0x90, 72, 127], timeMs: expect.any(Number) }] },
    ]);
    await page.evaluate(`webMidi.unplug('Keys')`);
    await until(() => bench.actionsOf('midi-release').length === 1);
    expect(bench.actionsOf('midi-release')).toEqual([{ type: 'midi-release', port: 'Keys' }]);
    expect(bench.faults).toEqual([]);
  });

  it('sends gates as notes and a clock to a chosen output, also from another drawer, and ends them with it', async () => {
    const page = await connect();
    bench.fake.useMidi(midiMappingSchema.parse({ out: { gate1: 3, clock: 240 } }));
    await page.getByLabel('Send MIDI to').selectOption('Synth');
    const sent = (): Promise<number[][]> => page.evaluate('webMidi.sent');
    await until(async () => (await sent()).filter(([status]) => status === 0xf8).length > 5);
    await page.getByRole('tab', { name: 'Knobs' }).click();
    await page.keyboard.down('a');
    await until(async () => (await sent()).some(([status]) => status === 0x92));
    await page.keyboard.up('a');
    await until(async () => (await sent()).some(([status]) => status === 0x82));
    await page.getByRole('tab', { name: 'Play' }).click();
    await page.getByLabel('Send MIDI to').selectOption('nowhere');
    await until(async () => (await sent()).at(-1)?.[0] === 0xfc);
    const all = await sent();
    expect(all[0]).toEqual([0xfa]);
    expect(all.filter(([status]) => status < 0xf0)).toEqual([
      [0x92, 60, 127],
      [0x82, 60, 0],
    ]);
    expect(bench.faults).toEqual([]);
  });

  it('learns a controller, cancels, forgets one, and ends all notes', async () => {
    const page = await connect();
    await page.getByLabel('Learn', { exact: true }).first().selectOption('Scrub, knob');
    await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await page.getByText('Move a controller for Scrub, knob').waitFor();
    await photograph(page, 'panel-midi', { part: '.midi' });
    expect(bench.actionsOf('midi-learn')).toEqual([
      { type: 'midi-learn', target: { kind: 'base', destination: 'scrub' } },
    ]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Forget CC 1 for CV 1' }).click();
    await page.getByRole('button', { name: 'Forget CC 1 for CV 1' }).waitFor({ state: 'detached' });
    expect(bench.actionsOf('midi-forget')).toEqual([
      {
        type: 'midi-forget',
        source: { kind: 'cc', number: 1, channel: 'all' },
        target: { kind: 'cv', jack: 'cv1' },
      },
    ]);
    await page.getByRole('button', { name: 'Forget CC 2 for CV 2' }).waitFor();
    await page.getByRole('button', { name: 'All notes off' }).click();
    await until(() => bench.actionsOf('midi-panic').length === 1);
    expect(bench.faults).toEqual([]);
  });

  it('learns a controller for a fader that is held still, and for none before a controller has played', async () => {
    const page = await connect();
    const hold = async (): Promise<void> => {
      const box = await page.getByRole('slider', { name: 'Scrub', exact: true }).boundingBox();
      await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + (box?.height ?? 0) / 2);
      await page.mouse.down();
      await page.waitForTimeout(1300);
      await page.mouse.up();
    };
    await page.getByRole('tab', { name: 'Knobs' }).click();
    await hold();
    expect(bench.actionsOf('midi-learn')).toEqual([]);
    await page.evaluate('webMidi.play(0xb0, 20, 1)');
    await page.waitForTimeout(500);
    await hold();
    await until(() => bench.actionsOf('midi-learn').length === 1);
    expect(bench.actionsOf('midi-learn')).toEqual([
      { type: 'midi-learn', target: { kind: 'base', destination: 'scrub' } },
    ]);
    expect(bench.actionsOf('base')).toEqual([]);
    expect(bench.faults).toEqual([]);
  });
});
