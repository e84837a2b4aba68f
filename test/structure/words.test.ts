import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SEARCHED = [
  ...['src', 'targets', 'ci', 'test', 'testing', 'build', 'packaging', 'docs', 'boards', 'bin', '.ci', 'hardware'],
  ...['models/training', 'README.md', 'CONTRIBUTING.md'],
];
/** Not of this project, or not tracked. */
const SKIPPED = new Set(['node_modules', 'dist', '.venv', '.cache', 'cache', 'runs', '__pycache__', '.pytest_cache']);
const THIS_FILE = 'test/structure/words.test.ts';

interface Retired {
  /** The retired words. */
  readonly word: RegExp;
  /** The word of the field that took its place. */
  readonly instead: string;
  /** Files that keep it: they read what users have on disk, or keep a command's former name. */
  readonly keptBy?: readonly RegExp[];
  /** Folders that are not searched: the word has its plain meaning there. */
  readonly notIn?: RegExp;
}

/** They read scenes of version 1, which called a performance 'hands'. */
const FORMER_SCENES = [/^ci\/virtual-board\/test-bench\/scene\.ts$/, /^test\/virtual-board\/scene\.test\.ts$/];

/** Words that this project once had of its own. A word with a plain meaning too is listed in the form that had the private one. */
const RETIRED: readonly Retired[] = [
  {
    word: /\b(play|preset|map|panel)[-_ ]?hands?\b|\bHands\b|withPanelHands/i,
    instead: 'controller, MapMotion, HoldArbiter',
    keptBy: FORMER_SCENES,
  },
  {
    word: /(?<!by |other |second-)\bhands?\b(?! in\b| over\b| out\b| drums\b)/i,
    instead: 'a player, a controller, a client',
    keptBy: FORMER_SCENES,
  },
  { word: /(?<!font-)\bfaces?\b/i, instead: 'DisplayView, display', keptBy: [/^ci\/bench\/run\.js$/] },
  { word: /(?<!by )\bears?\b/i, instead: 'OutputTap, listener' },
  { word: /\bhears?\(|\bHears\b|\.hear\b|hear-?ahead|heard ahead/i, instead: 'handle, subscribe, OnsetPrefetch' },
  { word: /\btold\b(?! apart)|\btells?\b(?! apart| them apart)/i, instead: 'notified, emits, sends, reports' },
  { word: /primer/i, instead: 'OnsetCache' },
  { word: /\bSoundings?\b|createSounding/, instead: 'Note' },
  { word: /performers?\b|repertor(y|ies)|repertoire/i, instead: 'Program, RenderWorker, VoicePatch, ProgramSpec' },
  {
    word: /stand-?in\b|stand-?ins\b|\bstand(s|ing)? in for\b|stood in\b/i,
    instead: 'fallback, fake',
    keptBy: [/cli\/bench\/migrate-result\.(test\.)?ts/],
  },
  { word: /\bmeanwhile\s*[?:]|\.meanwhile\b/, instead: 'startUpSound' },
  { word: /UiFacts|\bUi\b/, instead: 'UiModel, NavigationState' },
  { word: /own[- ]?time\b/i, instead: 'offline clock' },
  { word: /isPaced/, instead: 'isClocked' },
  { word: /\bobeys?\b|\bobeyed\b|\bEngineOrder\b|: Order\b|<Order\b/, instead: 'dispatch, Command' },
  { word: /\bremember\(|interface Memory\b|rememberedPages/, instead: 'SessionState' },
  { word: /parcel/i, instead: 'guest package' },
  { word: /\bworlds?\b|world-/i, instead: 'test bench' },
  {
    word: /\bglass\b/i,
    instead: 'framebuffer, display',
    keptBy: [/build-factory-bank\.js/, /sound-categories\.ts/, /fake-map\.ts/, /in-tune\.test\.ts/],
    notIn: /^models\//,
  },
  {
    word: /\basked\.py|everything\.py|neurorack_training\.(asked|everything)\b/,
    instead: 'acceptance.py, pipeline.py',
  },
  {
    word: /\bstrokes?\b(?![-(]|Style|=|:|Width|\.)|\bstrikes?\b|\bstruck\b/i,
    instead: 'trigger, hit',
    notIn: /^(models\/|docs\/pictures\/|hardware\/kicad\/)|\.css$/,
  },
  { word: /\bour own\b|the machine's|own misses/i, instead: 'engine overruns, host overruns' },
  {
    word: /(?<!\.\.)\.(least|most|rest)\b|(?<!at |the )\b(least|most|rest):|\b(MOST|LEAST)_/,
    instead: 'min, max, default',
    keptBy: [/cli\/compare\/thresholds\.(test\.)?ts/],
  },
  { word: /\bonNotice|\bnotices\b|createNotices/, instead: 'DisplayMessage' },
  { word: /\.figures\b|createFigures|NO_FIGURES/, instead: 'engine status' },
  { word: /\bdoors?\b|letIn\b/i, instead: 'pairing, accept, reject' },
  {
    word: /shel(f|ves)\b|Shelf/,
    instead: 'catalog',
    keptBy: [
      ...[/src\/cli\/bank\/catalog\.ts/, /test\/cli\/bank-edit\.test\.ts/],
      ...[/src\/panel\/former-requests\.ts/, /test\/panel\/banks\/bank-routes\.test\.ts/],
    ],
  },
  { word: /onTrial|on trial|tryOut/, instead: 'audition' },
  { word: /PanelMessage/, instead: 'PanelInput, ServerMessage' },
  { word: /jack-?watch/i, instead: 'JackMonitor' },
  { word: /createCalibrating|interface Calibrating/, instead: 'JackCalibrator' },
  { word: /\.led\(|\bled:/, instead: 'withPlayback' },
  { word: /rehears/i, instead: 'jitWarmUp' },
  {
    word: /paired-?pages/i,
    instead: 'paired clients',
    keptBy: [/^src\/state\/paired-clients\.ts$/, /^test\/state\/former-files\.test\.ts$/],
  },
  { word: /\bthe house\b|of the house\b/i, instead: 'this project' },
];

describe('the words of this project', () => {
  const files = SEARCHED.flatMap(filesBelow)
    .filter(
      (path) =>
        /\.(ts|tsx|js|mjs|css|html|md|py|sh|yaml|yml|c|h|cpp|json|service)$|\/guest\/[a-z]+$|\.ci\/run$/.test(path) &&
        path !== THIS_FILE,
    )
    .filter((path) => !/^test\/(golden|fixtures)\/|kernel-binary\.ts$|requirements/.test(path))
    .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n') }));

  it.each(RETIRED)('say $instead instead of $word', ({ word, keptBy = [], notIn }) => {
    const found = files
      .filter(({ path }) => notIn?.test(path) !== true && !keptBy.some((kept) => kept.test(path)))
      .flatMap(({ path, lines }) =>
        lines.flatMap((line, n) => (word.test(line) ? [`${path}:${n + 1}: ${line.trim().slice(0, 140)}`] : [])),
      );
    expect(found).toEqual([]);
  });

  it('begin a comment with its subject, not with who, what, whoever or those', () => {
    const opening = /^\s*(\/\*\*|\*|\/\/|#) (Who|What|Whoever|Those)\b/;
    const code = files.filter(({ path }) => !path.endsWith('.md') && !path.startsWith('models/'));
    const found = code.flatMap(({ path, lines }) =>
      lines.flatMap((line, n) => (opening.test(line) ? [`${path}:${n + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('are not in the names of files', () => {
    const names = files.map(({ path }) => path);
    expect(
      names.filter((path) => /hand\b|face\b|\bear\b|performer|stand-in|shelf|world|parcel|door|house/.test(path)),
    ).toEqual([]);
  });
});

/** Paths below a file or folder of this project, itself if it is a file. */
function filesBelow(path: string): string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.has(name))
    .flatMap(({ name }) => filesBelow(relative(ROOT, join(ROOT, path, name))));
}
