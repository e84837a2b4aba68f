import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSound } from '../../../src/descriptors/sound-file.ts';
import type { Check } from './checks.ts';
import { onset, type Recording, type SceneEvent, type Sound, similarity } from './recording.ts';

/** What is compared of a stroke, seconds, unless a hand does something before: then up to there, but for strokes too short to tell. */
const STROKE_SECONDS = 0.4;
const SHORTEST_SECONDS = 0.15;
const BEGINS = 1e-3;
/** The jacks come through a converter of 12 bits there. */
const SAME = 0.98;

/** The same hands on this computer, without a board: a file, whose time is its own. */
export async function renderReference(hands: string): Promise<Sound> {
  const folder = mkdtempSync(join(tmpdir(), 'virtual-board-reference-'));
  try {
    const [performance, wav] = [join(folder, 'hands.perf'), join(folder, 'sound.wav')];
    writeFileSync(performance, hands);
    const env = { ...process.env, NEURORACK_HOME: folder };
    execFileSync(process.execPath, ['bin/neurorack.js', 'run', '--perform', performance, '--audio', `wav:${wav}`], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const { samples, sampleRate } = await loadSound(wav);
    return { samples, sampleRate, startUs: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each stroke that begins in silence is the sound that the same hands make here. */
export function checkTriggers({ events: hands, sound, startUs, endUs }: Recording, here: Sound): Check[] {
  const strokes = hands.filter(({ gate, isHigh }) => gate === 0 && isHigh === true);
  return strokes.flatMap(({ us }, n) => {
    const began = onset(sound, us, BEGINS);
    const until = Math.min(nextOf(hands, us) ?? endUs, us + 1e6 * STROKE_SECONDS);
    const seconds = (until - us) / 1e6;
    if (began === undefined || seconds < SHORTEST_SECONDS) return [];
    const beganHere = onset(here, us - startUs, BEGINS) ?? us - startUs;
    const alike = similarity({ sound, us: began }, { sound: here, us: beganHere }, seconds);
    return [
      {
        name: `stroke ${n + 1} sounds as the same hands here`,
        passed: alike >= SAME,
        found: `${(100 * alike).toFixed(2)} % alike`,
      },
    ];
  });
}

/** When something else than the end of that stroke's gate is done. */
function nextOf(hands: readonly SceneEvent[], us: number): number | undefined {
  return hands.find((line) => line.us > us && !(line.gate === 0 && line.isHigh === false))?.us;
}
