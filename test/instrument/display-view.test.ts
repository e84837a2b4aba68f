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
  const still = createIdleInstrument();
  let told: string | undefined;
  const options = { sampleRate: 44_100, block: 256, latencyFrames: 31, sink: 'null' } as const;
  const face = createDisplayView(still.instrument, options, {
    version: '1',
    board: 'virtual',
    screen,
    message: () => told,
    temperatureC: () => null,
  });
  const panel = createPanelInstrument(still.instrument, options, { view: face, hasJacks: true, isLive: () => true });
  return {
    ...still,
    face,
    /** What a page of the browser shows. */
    onPanel: () => Buffer.from(panel.oled().data, 'base64'),
    tell: (message: string | undefined) => {
      told = message;
    },
  };
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

describe('the face of the instrument', () => {
  it('is the same on a board’s display and on the panel, on every page', async () => {
    const { face, go, onPanel } = setUp();
    const display = createFakeDisplay();
    startDisplayLoop(face, display, { onFault: (error) => expect.fail(error.message) });
    const seen = new Set<string>();
    for (const page of ['play', 'menu', 'cv', 'loop', 'system'] as const) {
      go({ page });
      await vi.advanceTimersByTimeAsync(50);
      const glass = display.frames.at(-1) ?? new Uint8Array();
      expect(isSame(glass, onPanel()), page).toBe(true);
      seen.add(Buffer.from(glass).toString('base64'));
    }
    expect(seen.size).toBe(5);
  });

  it('is drawn for the display that the board has', () => {
    const { face, onPanel } = setUp({ width: 256, height: 64, depth: 4 });
    expect(face.draw()).toHaveLength(256 * 64);
    expect(Math.max(...onPanel())).toBe(15);
  });

  it('rests after ten minutes, and wakes by a turn, a gate and a message', () => {
    const { face, go, gate, tell } = setUp();
    const awake = face.draw();
    const isResting = (): boolean => {
      vi.advanceTimersByTime(601_000);
      return !isSame(face.draw(), awake);
    };
    expect(isResting()).toBe(true);
    go({});
    expect(isSame(face.draw(), awake)).toBe(true);
    expect(isResting()).toBe(true);
    gate(true);
    face.draw();
    gate(false);
    expect(isSame(face.draw(), awake)).toBe(true);
    expect(isResting()).toBe(true);
    tell('no ADC');
    face.draw();
    tell(undefined);
    expect(isSame(face.draw(), awake)).toBe(true);
  });

  it('shows little while it rests', () => {
    const { face } = setUp();
    vi.advanceTimersByTime(600_000);
    expect(isSame(face.draw(), drawScreensaver(600))).toBe(true);
  });

  it('tells of gaps in the sound, and stops telling', () => {
    const { face, missPeriods } = setUp();
    const quiet = face.draw();
    missPeriods(3);
    expect(isSame(face.draw(), quiet)).toBe(false);
    vi.advanceTimersByTime(3100);
    expect(isSame(face.draw(), quiet)).toBe(true);
  });
});
