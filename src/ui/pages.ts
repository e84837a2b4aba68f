import type { DisplayPage, MenuPage, Page } from './page.ts';
import { about } from './pages/about.ts';
import { calibrate } from './pages/calibrate.ts';
import { cv } from './pages/cv.ts';
import { latents } from './pages/latents.ts';
import { loop } from './pages/loop.ts';
import { createMenu } from './pages/menu.ts';
import { midi } from './pages/midi.ts';
import { model } from './pages/model.ts';
import { play } from './pages/play.ts';
import { presets } from './pages/presets.ts';
import { recording } from './pages/recording.ts';
import { scope } from './pages/scope.ts';
import { sets } from './pages/sets.ts';
import { shutdown } from './pages/shutdown.ts';
import { system } from './pages/system.ts';

const BELOW_MENU: Readonly<Record<MenuPage, DisplayPage>> = {
  sets,
  presets,
  cv,
  loop,
  latents,
  midi,
  model,
  recording,
  scope,
  calibrate,
  system,
  about,
  shutdown,
};

/** Every page of the display. A new page: its file in `pages/`, its name in `MENU_PAGES`, and a line above. */
export const PAGES: Readonly<Record<Page, DisplayPage>> = {
  play,
  menu: createMenu(BELOW_MENU),
  ...BELOW_MENU,
};
