// Builds banks/factory.nrbank from Debian's package sonic-pi-samples:
//   apt-get download sonic-pi-samples && node build/build-factory-bank.js sonic-pi-samples_*.deb
// Takes only files that the package's own copyright file names, one by one, as CC0. The same package gives the same bytes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOUNDS = {
  misc_cineboom: 'Cinematic boom',
  bd_boom: 'Boom',
  bass_drop_c: 'Bass drop',
  drum_heavy_kick: 'Heavy kick',
  bd_808: 'Electric kick',
  drum_tom_lo_hard: 'Low tom',
  elec_fuzz_tom: 'Fuzz tom',
  drum_snare_hard: 'Snare',
  elec_filt_snare: 'Filtered snare',
  sn_dub: 'Dub snare',
  perc_snap: 'Snap',
  elec_wood: 'Wood',
  drum_cowbell: 'Cowbell',
  tabla_tun2: 'Tabla',
  tabla_ghe5: 'Tabla bass',
  perc_bell: 'Bell',
  elec_chime: 'Chime',
  drum_splash_hard: 'Splash cymbal',
  drum_cymbal_hard: 'Cymbal',
  perc_till: 'Cash register',
  perc_swash: 'Sword swash',
  ambi_dark_woosh: 'Dark woosh',
  ambi_glass_rub: 'Rubbed glass',
  vinyl_backspin: 'Backspin',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const [packageFile] = process.argv.slice(2);
if (packageFile === undefined) {
  process.stderr.write('usage: node build/build-factory-bank.js <sonic-pi-samples_….deb>\n');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'neurorack-factory-'));
try {
  execFileSync('dpkg-deb', ['-x', packageFile, folder]);
  const version = execFileSync('dpkg-deb', ['-f', packageFile, 'Version'], { encoding: 'utf8' }).trim();
  const grants = cc0Grants(readFileSync(join(folder, 'usr/share/doc/sonic-pi-samples/copyright'), 'utf8'));
  const sounds = join(folder, 'sounds');
  mkdirSync(sounds);
  const provenance = {};
  for (const [stem, name] of Object.entries(SOUNDS)) {
    const grant = grants.get(`etc/samples/${stem}.flac`);
    if (grant === undefined) throw new Error(`${stem}.flac: the copyright file does not name it as CC0`);
    // Numbered, so that the bank keeps the order of the list above.
    const file = `${String(Object.keys(provenance).length).padStart(2, '0')}-${stem}.flac`;
    copyFileSync(join(folder, 'usr/share/sonic-pi/samples', `${stem}.flac`), join(sounds, file));
    const source = `${stem}.flac of sonic-pi-samples ${version} (Debian), from ${grant.url}`;
    provenance[file] = { name, source, author: grant.author, licence: 'CC0-1.0' };
  }
  writeFileSync(join(sounds, 'provenance.json'), JSON.stringify(provenance));
  const about = ['--name', 'Factory', '--author', 'neurorack', '--licence', 'CC0-1.0'];
  const command = [join(root, 'bin/neurorack.js'), 'bank', 'build', sounds, '-o', join(root, 'banks/factory.nrbank')];
  execFileSync(process.execPath, [...command, ...about], { stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true });
}

/** File name to author and address, of the paragraphs that name one file and say CC0 (Debian copyright format 1.0). */
function cc0Grants(text) {
  const grants = new Map();
  for (const paragraph of text.split(/\n\n+/)) {
    const field = (name) => new RegExp(`^${name}: *(.*)$`, 'm').exec(paragraph)?.[1];
    const [file, copyright, url] = ['Files', 'Copyright', 'Source'].map(field);
    if (field('License') !== 'CC0' || !file?.startsWith('etc/samples/') || file.includes('*') || !url) continue;
    grants.set(file, { author: copyright.replace(/^[\d, -]+ /, ''), url: url.replace(/^http:/, 'https:') });
  }
  return grants;
}
