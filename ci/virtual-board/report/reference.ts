import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSound } from '../../../src/descriptors/sound-file.ts';
import type { Check } from './checks.ts';
import { onset, type Recording, type SceneEvent, type Sound, similarity } from './recording.ts';

/** Compared length of a trigger, seconds; it ends at the next event of the scene. Triggers shorter than the minimum are not compared. */
const TRIGGER_SECONDS = 0.4;
const SHORTEST_SECONDS = 0.15;
const BEGINS = 1e-3;
/** The jacks come through a converter of 12 bits there. */
const SAME = 0.98;

/** Renders the scene's performance on this computer, without a board, into a file. */
export async function renderReference(text: string): Promise<Sound> {
  const folder = mkdtempSync(join(tmpdir(), 'virtual-board-reference-'));
  try {
    const [performance, wav] = [join(folder, 'scene.perf'), join(folder, 'sound.wav')];
    writeFileSync(performance, text);
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

/** Compares each trigger that begins in silence with the reference rendered on this computer. */
export function checkTriggers({ events, sound, startUs, endUs }: Recording, here: Sound): Check[] {
  const triggers = events.filter(({ gate, isHigh }) => gate === 0 && isHigh === true);
  return triggers.flatMap(({ us }, n) => {
    const began = onset(sound, us, BEGINS);
    const until = Math.min(nextOf(events, us) ?? endUs, us + 1e6 * TRIGGER_SECONDS);
    const seconds = (until - us) / 1e6;
    if (began === undefined || seconds < SHORTEST_SECONDS) return [];
    const beganHere = onset(here, us - startUs, BEGINS) ?? us - startUs;
    const alike = similarity({ sound, us: began }, { sound: here, us: beganHere }, seconds);
    return [
      {
        name: `trigger ${n + 1} sounds as the reference`,
        passed: alike >= SAME,
        found: `${(100 * alike).toFixed(2)} % alike`,
      },
    ];
  });
}

/** Time of the next event other than the fall of the trigger's gate. */
function nextOf(events: readonly SceneEvent[], us: number): number | undefined {
  return events.find((line) => line.us > us && !(line.gate === 0 && line.isHigh === false))?.us;
}
