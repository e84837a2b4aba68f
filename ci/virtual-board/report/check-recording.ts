import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, printTable } from '../../../src/app/terminal/print.ts';
import { readScene } from '../test-bench/scene.ts';
import { type Check, checkPerformance } from './checks.ts';
import { checkFaults } from './fault-checks.ts';
import { drawStrip, type Frame, frameAt, readFilm } from './film.ts';
import { checkMidi, readMidiRecording } from './midi-checks.ts';
import { readRecording } from './recording.ts';
import { checkTriggers, renderReference } from './reference.ts';

/** Frames of the film strip, evenly over the performance. */
const STRIP = 24;
const COLUMNS = 4;

/** Holds a recording against its scene: writes film strip and report beside it, prints the checks. True when all passed. */
export async function checkRecording(folder: string): Promise<boolean> {
  const recording = readRecording(folder);
  const { scene, performance } = readScene(JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')), 'scene');
  const { bus, board, startUs, endUs } = recording;
  const film = readFilm(bus, board);
  const chosen = Array.from({ length: STRIP }, (_, n) =>
    frameAt(film, startUs + ((endUs - startUs) * (n + 0.5)) / STRIP),
  );
  const frames = chosen.filter((frame): frame is Frame => frame !== undefined);
  if (frames.length > 0) writeFileSync(join(folder, 'film.png'), drawStrip(frames, { width: 128, columns: COLUMNS }));
  // With faults the sound may differ, so triggers are not compared.
  const triggers = scene.faults.length > 0 ? [] : checkTriggers(recording, await renderReference(scene.performance));
  const midi = readMidiRecording(folder);
  const checks = [
    ...checkPerformance(recording, performance, film),
    ...triggers,
    ...checkFaults(recording, folder),
    ...(midi === undefined ? [] : checkMidi(midi)),
  ];
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify({ frames: film.length, checks }, null, 2)}\n`);
  printChecks(checks);
  print(`${film.length} frames, ${bus.length} messages on the bus: ${folder}`);
  return checks.every(({ passed }) => passed);
}

export function printChecks(checks: readonly Check[]): void {
  printTable(checks.map(({ name, passed, found }) => [passed ? 'ok' : 'NOT', name, found]));
}
