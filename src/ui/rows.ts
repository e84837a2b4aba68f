import { DESTINATION_RANGES } from '../control/destination.ts';
import { withBase } from '../control/edit-settings.ts';
import { JACKS } from '../control/jacks.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { SoundSource } from '../voice/voice-paths.ts';
import { MENU_PAGES, type MenuPage, type Page, type Row, type UiModel } from './page.ts';
import { calibrationRows } from './pages/calibrate.ts';
import { jackRows } from './pages/cv.ts';
import { choice, STEP } from './row-parts.ts';

const TITLES: Readonly<Record<MenuPage, string>> = {
  sets: 'Sets',
  presets: 'Presets',
  cv: 'CV',
  loop: 'Loop',
  model: 'Model',
  scope: 'Scope',
  calibrate: 'Calibrate',
  system: 'System',
  about: 'About',
  shutdown: 'Shut down',
};

const LOOP = ['loop-window', 'loop-jitter', 'loop-spread'] as const;
/** An equal ratio a step, for what runs by ratios. */
const RATIO = 1.1;

export function titleOf(page: Page): string {
  if (page === 'play') return 'Play';
  return page === 'menu' ? 'Menu' : TITLES[page];
}

const SOURCE_WORDS: Readonly<Record<SoundSource, string>> = { 'a-b': 'A and B', map: 'map' };

/** The lines of a page; the play page has none, every other at least one. */
export function rowsOf(page: Page, facts: UiModel): readonly Row[] {
  const { patch, sets, models, system } = facts;
  switch (page) {
    case 'play':
      return [];
    case 'menu':
      return MENU_PAGES.map((to) => ({ label: TITLES[to], push: { kind: 'page', page: to } }));
    case 'sets':
      return [
        choice('A', sets, patch.setA, (setA) => ({ kind: 'patch', patch: { setA } })),
        choice('B', sets, patch.setB, (setB) => ({ kind: 'patch', patch: { setB } })),
        choice('plays', Object.values(SOURCE_WORDS), SOURCE_WORDS[patch.source ?? 'a-b'], (words) => ({
          kind: 'patch',
          patch: { source: words === SOURCE_WORDS.map ? 'map' : 'a-b' },
        })),
        choice('gate 1', ['one-shot', 'gated'], patch.gateMode, (gateMode) => ({ kind: 'patch', patch: { gateMode } })),
      ];
    case 'presets':
      return presetRows(facts.presets);
    case 'cv':
      return JACKS.flatMap((jack, n) => jackRows(jack, n, facts));
    case 'loop':
      return [
        choice('mode', ['resynthesis', 'freeze'], patch.loopMode, (loopMode) => ({
          kind: 'patch',
          patch: { loopMode },
        })),
        ...LOOP.map((id) => baseRow(id, facts.settings)),
      ];
    case 'model':
      return [
        { label: 'plays', value: patch.model },
        ...models.map(
          (model): Row => ({
            label: model === patch.model ? `> ${model}` : `  ${model}`,
            push: { kind: 'patch', patch: { model } },
          }),
        ),
      ];
    case 'scope':
      return [{ label: '' }];
    case 'calibrate':
      return JACKS.flatMap((jack, n) => calibrationRows(jack, n, facts));
    case 'system':
      return [
        { label: 'board', value: system.board },
        { label: 'load', value: `${Math.round(100 * system.load)} %` },
        { label: 'underruns', value: String(system.underruns) },
        { label: 'latency', value: `${system.latencyMs.toFixed(1)} ms` },
        {
          label: 'processor',
          value: system.temperatureC === null ? 'unknown' : `${system.temperatureC.toFixed(0)} C`,
        },
        { label: 'panel', value: system.address ?? 'off' },
        ...pageRows(facts.pairedClients),
        { label: 'version', value: system.version },
      ];
    case 'about':
      return [
        { label: `neurorack ${system.version}` },
        { label: 'after the Neurorack' },
        { label: 'of ACIDS/IRCAM' },
        { label: 'MIT; font: Spleen' },
      ];
    case 'shutdown':
      return [
        { label: 'play on', push: { kind: 'page', page: 'play' } },
        facts.canShutDown
          ? { label: 'shut down', push: { kind: 'shutdown' }, confirmation: 'shut down?' }
          : { label: 'not from this page' },
      ];
  }
}

/** A line that keeps what is played, and one for each preset that there is. */
function presetRows(presets: readonly string[] | undefined): readonly Row[] {
  if (presets === undefined) return [{ label: 'none are kept here' }];
  let number = 1;
  while (presets.includes(`Preset ${number}`)) number++;
  const name = `Preset ${number}`;
  return [
    { label: 'keep this as', value: name, push: { kind: 'save-preset', name } },
    ...presets.map((preset): Row => ({ label: preset, push: { kind: 'recall-preset', name: preset } })),
  ];
}

/** The pages on a network that may play. */
function pageRows(pages: number | undefined): readonly Row[] {
  if (pages === undefined) return [];
  if (pages === 0) return [{ label: 'pages paired', value: '0' }];
  return [
    {
      label: 'forget all pages',
      value: String(pages),
      push: { kind: 'forget-pages' },
      confirmation: 'forget all pages?',
    },
  ];
}

function baseRow(id: (typeof LOOP)[number], settings: ControlSettings): Row {
  const { default: rest, taper, unit } = DESTINATION_RANGES[id];
  const now = settings.bases[id] ?? rest;
  return {
    label: id.replace('loop-', ''),
    value: unit === 'ms' ? `${now.toFixed(0)} ms` : now.toFixed(2),
    turn: (steps) => {
      const moved = taper === 'exponential' ? now * RATIO ** steps : Math.round((now + STEP * steps) / STEP) * STEP;
      return { kind: 'settings', settings: withBase(settings, id, moved) };
    },
  };
}
