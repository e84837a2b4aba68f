import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeDisplay } from '../../src/contracts/fakes/fake-display.ts';
import { startDisplayLoop } from '../../src/instrument/display-loop.ts';
import { createDisplayView } from '../../src/instrument/display-view.ts';
import { createPanelInstrument } from '../../src/instrument/panel-instrument.ts';
import { drawScreensaver } from '../../src/ui/pages/screensaver.ts';
import { createIdleInstrument } from './idle-instrument.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function setUp(screen?: { width: number; height: number; depth: 1 | 4 | 8 }) {
  const idle = createIdleInstrument();
  let message: string | undefined;
  const options = { sampleRate: 44_100, block: 256, latencyFrames: 31, sink: 'null' } as const;
  const view = createDisplayView(idle.instrument, options, {
    version: '1',
    board: 'virtual',
    screen,
    message: () => message,
    temperatureC: () => null,
    rssMb: () => 0,
  });
  const panel = createPanelInstrument(idle.instrument, options, { view });
  return {
    ...idle,
    view,
    panel,
    /** The frame that the panel in the browser shows. */
    onPanel: () => Buffer.from(panel.oled().data, 'base64'),
    setMessage: (next: string | undefined) => {
      message = next;
    },
  };
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

describe('the display view', () => {
  it('draws the same frame on the board’s display and on the panel, on every page', async () => {
    const { view, go, onPanel } = setUp();
    const display = createFakeDisplay();
    startDisplayLoop(view, display, { onFault: (error) => expect.fail(error.message) });
    const seen = new Set<string>();
    for (const page of ['play', 'menu', 'cv', 'loop', 'system'] as const) {
      go({ page });
      await vi.advanceTimersByTimeAsync(50);
      const shown = display.frames.at(-1) ?? new Uint8Array();
      expect(isSame(shown, onPanel()), page).toBe(true);
      seen.add(Buffer.from(shown).toString('base64'));
    }
    expect(seen.size).toBe(5);
  });

  it('draws in the size and depth of the board’s display', () => {
    const { view, onPanel } = setUp({ width: 256, height: 64, depth: 4 });
    expect(view.draw()).toHaveLength(256 * 64);
    expect(Math.max(...onPanel())).toBe(15);
  });

  it('starts the screensaver after ten minutes, and ends it at a turn, a gate or a message', () => {
    const { view, go, gate, setMessage } = setUp();
    const awake = view.draw();
    const startsScreensaver = (): boolean => {
      vi.advanceTimersByTime(601_000);
      return !isSame(view.draw(), awake);
    };
    expect(startsScreensaver()).toBe(true);
    go({});
    expect(isSame(view.draw(), awake)).toBe(true);
    expect(startsScreensaver()).toBe(true);
    gate(true);
    view.draw();
    gate(false);
    expect(isSame(view.draw(), awake)).toBe(true);
    expect(startsScreensaver()).toBe(true);
    setMessage('no ADC');
    view.draw();
    setMessage(undefined);
    expect(isSame(view.draw(), awake)).toBe(true);
  });

  it('draws the screensaver while idle', () => {
    const { view } = setUp();
    vi.advanceTimersByTime(600_000);
    expect(isSame(view.draw(), drawScreensaver(600))).toBe(true);
  });

  it('shows gaps in the sound for three seconds', () => {
    const { view, missPeriods } = setUp();
    const quiet = view.draw();
    missPeriods(3);
    expect(isSame(view.draw(), quiet)).toBe(false);
    vi.advanceTimersByTime(3100);
    expect(isSame(view.draw(), quiet)).toBe(true);
  });

  it('shows gaps in the sound of the browser only while one of them plays it', () => {
    const { view, panel, missPeriods } = setUp();
    const quiet = view.draw();
    const showsGap = (): boolean => {
      missPeriods(1);
      const isShown = !isSame(view.draw(), quiet);
      vi.advanceTimersByTime(3100);
      view.draw();
      return isShown;
    };
    panel.dispatch({ type: 'output', sink: 'browser', bufferFrames: null });
    expect(showsGap()).toBe(false);
    panel.handleListening?.(true);
    expect(showsGap()).toBe(true);
    panel.handleListening?.(false);
    expect(showsGap()).toBe(false);
    panel.dispatch({ type: 'output', sink: 'null', bufferFrames: null });
    expect(showsGap()).toBe(true);
  });
});
