// Records the sounds of the README with the instrument itself, as MP3 files in docs/sounds: node build/record-sounds.js
// Needs ffmpeg (Debian: apt-get install ffmpeg). The same model, sets, performance and seed give the same samples.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** File name and the command that plays it; `run` plays a performance file, `render` one trigger of a set. */
const SOUNDS = {
  'cinematic-boom': ['render', '--set', 'Cinematic boom', '--seconds', '7'],
  morph: perform('morph', '--set', 'Boom', '--set-b', 'Bell'),
  ratchet: perform('ratchet', '--set', 'Tabla'),
  'frozen-cloud': perform('frozen-cloud', '--set', 'Bell', '--loop', 'freeze'),
};
/** Headroom for what MP3 adds to the peaks. */
const GAIN = '-3dB';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'neurorack-sounds-'));
mkdirSync(join(root, 'docs/sounds'), { recursive: true });
try {
  for (const [name, words] of Object.entries(SOUNDS)) {
    const wav = join(folder, `${name}.wav`);
    const output = words[0] === 'render' ? ['-o', wav] : ['--audio', `wav:${wav}`];
    execFileSync(process.execPath, [join(root, 'bin/neurorack.js'), ...words, ...output], {
      cwd: root,
      stdio: 'ignore',
    });
    const mp3 = join(root, `docs/sounds/${name}.mp3`);
    const encoding = ['-af', `volume=${GAIN}`, '-codec:a', 'libmp3lame', '-q:a', '4', '-map_metadata', '-1'];
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', wav, ...encoding, mp3], { stdio: 'inherit' });
    process.stdout.write(`docs/sounds/${name}.mp3\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function perform(performance, ...words) {
  return ['run', '--perform', `docs/performances/${performance}.perf`, ...words];
}
