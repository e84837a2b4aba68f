import { type Screen, SMALL_SCREEN } from '../../src/ui/canvas.ts';
import { drawPage } from '../../src/ui/draw-page.ts';
import { HOME, MENU_PAGES, type NavigationState } from '../../src/ui/page.ts';
import { drawPlayPage, type PlayPageState } from '../../src/ui/pages/play.ts';
import { drawScreensaver } from '../../src/ui/pages/screensaver.ts';
import { UI_MODEL } from './ui-model.ts';

const SMALL = SMALL_SCREEN;
const SQUARE: Screen = { width: 128, height: 128, depth: 4 };
const WIDE: Screen = { width: 256, height: 64, depth: 4 };
const sound = Array.from({ length: 1024 }, (_, n) => Math.sin(n / 20) * Math.exp(-n / 400));

const page = (navigation: Partial<NavigationState>, screen = SMALL, message?: string, model = UI_MODEL) => ({
  screen,
  frame: drawPage({ navigation: { ...HOME, ...navigation }, model, message, sound }, screen),
});

const MAP = { x: 0.7, y: 0.35, nearest: 'Temple bell, small', share: 0.62 };

const play = (screen = SMALL, message?: string, map?: PlayPageState['map'], loop?: PlayPageState['loop']) => ({
  screen,
  frame: drawPlayPage(
    {
      setA: 'Boom',
      setB: 'Cowbell',
      model: 'impacts',
      field: 'setA',
      interpolate: 0.5,
      scrub: 0.2,
      sharpness: -0.4,
      variation: 0.1,
      descriptors: [0.8, 0.3, 0.6, 0.2, 0.5, 0.7, 0.4],
      level: 0.3,
      gates: [true, loop !== undefined],
      loop,
      message,
      ...(map !== undefined && { map }),
    },
    screen,
  ),
});

/** A frame of every page of the display, by the name of its golden picture. */
export const EVERY_PAGE: Readonly<Record<string, { screen: Screen; frame: Uint8Array }>> = {
  play: play(),
  'play-message': play(SMALL, 'warning: cv: the chip at 0x48 on /dev/i2c-1 does not answer; check the cable'),
  'play-code': play(SMALL, 'pairing code: 482-913'),
  'play-map': play(SMALL, undefined, MAP),
  'play-loop': play(SMALL, undefined, undefined, { mode: 'resynthesis', fromMs: 210, toMs: 330 }),
  'play-128x128': play(SQUARE),
  'play-256x64': play(WIDE),
  'play-map-256x64': play(WIDE, undefined, MAP),
  menu: page({ page: 'menu', row: 4 }),
  ...Object.fromEntries(MENU_PAGES.map((name) => [name, page({ page: name })])),
  'cv-editing': page({ page: 'cv', row: 7, isEditing: true }),
  'calibrate-confirm': page({ page: 'calibrate', row: 5, isConfirming: true }),
  'shutdown-confirm': page({ page: 'shutdown', row: 1, isConfirming: true }),
  'system-unpair': page({ page: 'system', row: 7, isConfirming: true }, SMALL, undefined, {
    ...UI_MODEL,
    pairedClients: 3,
  }),
  'recording-on': page({ page: 'recording' }, SMALL, undefined, { ...UI_MODEL, recording: 83 }),
  'system-message': page({ page: 'system' }, SMALL, 'the ADC does not answer'),
  'cv-128x128': page({ page: 'cv', row: 3 }, SQUARE),
  'system-256x64': page({ page: 'system', row: 4 }, WIDE),
  screensaver: { screen: SMALL, frame: drawScreensaver(605) },
};
