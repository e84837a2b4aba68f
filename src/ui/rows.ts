import { CALIBRATION_VOLTS } from '../control/calibration.ts';
import { CV_RANGE_NAMES } from '../control/cv-range.ts';
import { DESTINATION_RANGES, DESTINATIONS, type Destination } from '../control/destination.ts';
import { withBase, withDepths, withRange } from '../control/edit-settings.ts';
import { JACKS, type Jack } from '../control/jacks.ts';
import type { ControlSettings } from '../control/settings.ts';
import { MENU_PAGES, type MenuPage, type Page, type Row, type UiEffect, type UiFacts } from './page.ts';

const TITLES: Readonly<Record<MenuPage, string>> = {
  sets: 'Sets',
  cv: 'CV',
  loop: 'Loop',
  model: 'Model',
  scope: 'Scope',
  calibrate: 'Calibrate',
  system: 'System',
  about: 'About',
  shutdown: 'Shut down',
};

/** The knob moves depths and shares by this. */
const STEP = 0.05;
const LOOP = ['loop-window', 'loop-jitter', 'loop-spread'] as const;
/** An equal ratio a step, for what runs by ratios. */
const RATIO = 1.1;

export function titleOf(page: Page): string {
  if (page === 'play') return 'Play';
  return page === 'menu' ? 'Menu' : TITLES[page];
}

/** The lines of a page; the play page has none, every other at least one. */
export function rowsOf(page: Page, facts: UiFacts): readonly Row[] {
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
        choice('gate 1', ['one-shot', 'gated'], patch.gateMode, (gateMode) => ({ kind: 'patch', patch: { gateMode } })),
      ];
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
          ? { label: 'shut down', push: { kind: 'shutdown' }, question: 'shut down?' }
          : { label: 'not from this page' },
      ];
  }
}

const voltsOf = (volts: number | undefined): string => `${(volts ?? 0).toFixed(2)}V`;

function choice<T extends string>(label: string, offered: readonly T[], now: T, effect: (next: T) => UiEffect): Row {
  return { label, value: now, turn: (steps) => effect(around(offered, now, steps)) };
}

/** The name so many places further, round and round; a name that is not offered counts as before the first. */
function around<T>(offered: readonly T[], now: T, steps: number): T {
  if (offered.length === 0) return now;
  const at = offered.indexOf(now);
  const from = at < 0 && steps < 0 ? 0 : at;
  return offered[(((from + steps) % offered.length) + offered.length) % offered.length];
}

function jackRows(jack: Jack, n: number, { settings, volts }: UiFacts): readonly Row[] {
  const depths = settings.depths[jack];
  // In the order in which they were assigned: a line stays where it is while its destination is turned.
  const assigned = Object.keys(depths).flatMap((key) => DESTINATIONS.filter((id) => id === key && depths[id] !== 0));
  const name = `CV${n + 1}`;
  return [
    choice(`${name} ${voltsOf(volts[n])}`, CV_RANGE_NAMES, settings.ranges[jack], (range) => ({
      kind: 'settings',
      settings: withRange(settings, jack, range),
    })),
    ...Array.from({ length: Math.max(assigned.length, 1) }, (_, at) =>
      assignmentRows(name, { depths, assigned, at }, (next) => ({
        kind: 'settings',
        settings: withDepths(settings, jack, next),
      })),
    ).flat(),
  ];
}

type Depths = ControlSettings['depths'][Jack];

/** One destination of a jack, and its depth; the others stay. */
function assignmentRows(
  name: string,
  { depths, assigned, at }: { depths: Depths; assigned: readonly Destination[]; at: number },
  effect: (next: Depths) => UiEffect,
): readonly Row[] {
  const id: Destination | undefined = assigned[at];
  const depth = id === undefined ? 0 : (depths[id] ?? 0);
  const others = assigned.filter((other) => other !== id);
  const offered = DESTINATIONS.filter((one) => !others.includes(one));
  const replaced = (next: readonly [Destination, number] | undefined): UiEffect => {
    const entries = assigned.map((one) => [one, depths[one] ?? 0] as const);
    entries.splice(at, 1, ...(next === undefined ? [] : [next]));
    return effect(Object.fromEntries(entries));
  };
  return [
    choice<Destination | 'nothing'>(`${name} to`, ['nothing', ...offered], id ?? 'nothing', (next) =>
      replaced(next === 'nothing' ? undefined : [next, depth === 0 ? 1 : depth]),
    ),
    {
      label: `${name} depth`,
      value: depth.toFixed(2),
      turn: (steps) => {
        // 0 would be no assignment, and the destination forgotten.
        const next = Math.min(Math.max(Math.round((depth + STEP * steps) / STEP) * STEP, -1), 1);
        const held = Math.abs(next) < STEP / 2 ? Math.sign(steps) * STEP : next;
        return replaced(id === undefined ? undefined : [id, held]);
      },
    },
  ];
}

function calibrationRows(jack: Jack, n: number, { settings, volts, jacks }: UiFacts): readonly Row[] {
  const { slope, offset } = settings.calibration[jack];
  const isAsRead = slope === 1 && offset === 0;
  const name = `CV${n + 1}`;
  const stateOf = (point: number): string => {
    if (jacks[n]?.measuring === point) return 'hold still';
    return jacks[n]?.taken.includes(point) === true ? 'taken' : 'push';
  };
  const points = CALIBRATION_VOLTS.map((point): Row => {
    // The second point makes a calibration, in place of one that there may be.
    const isLast = jacks[n]?.taken.some((other) => other !== point) === true;
    const question = isLast && !isAsRead ? { question: 'overwrite?' } : {};
    return {
      label: `${name} at ${point} V`,
      value: stateOf(point),
      push: { kind: 'measure', jack, volts: point },
      ...question,
    };
  });
  const forget: Row = { label: `${name} as it reads`, push: { kind: 'uncalibrate', jack }, question: 'forget?' };
  return [
    {
      label: `${name} ${voltsOf(volts[n])}`,
      value: isAsRead ? 'as read' : `${(100 * (slope - 1)).toFixed(1)}% ${(1000 * offset).toFixed(0)}mV`,
    },
    ...points,
    ...(isAsRead ? [] : [forget]),
  ];
}

function baseRow(id: (typeof LOOP)[number], settings: ControlSettings): Row {
  const { rest, taper, unit } = DESTINATION_RANGES[id];
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
