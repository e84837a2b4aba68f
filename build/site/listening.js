// The listening pages: held-out sounds as asked, as the former version of a model played them, and as the present one does. docs/listen has the first two, written by
// `python -m neurorack_training listen --site`; the third is played here, by the instrument itself, so that it is never another model's.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { importTypeScript, root } from '../bundle.js';
import { soundPlayer } from './pages.js';
import { spectrogramPng } from './spectrogram.js';

const FOLDER = 'docs/listen';

/** Models that have a listening page. */
export const listeningModels = () =>
  readdirSync(root + FOLDER).filter((name) => existsSync(`${root}${FOLDER}/${name}/listening.json`));

/**
 * Writes the sounds and spectrograms of a page.
 *
 * @param model id of the model
 * @param site `base` of the site; `publicFolder`, whose files the site serves
 * @returns the page as Markdown
 */
export async function listeningPage(model, { base, publicFolder }) {
  const { loadSound } = await importTypeScript('src/descriptors/sound-file.ts');
  const from = `${root}${FOLDER}/${model}`;
  const to = `${publicFolder}/${FOLDER}/${model}`;
  const record = JSON.parse(readFileSync(`${from}/listening.json`, 'utf8'));
  const { version } = JSON.parse(readFileSync(`${root}models/${model}/manifest.json`, 'utf8'));
  mkdirSync(to, { recursive: true });
  const sections = [];
  for (const sound of record.sounds) {
    const files = {
      asked: `${sound.file}-asked.flac`,
      former: `${sound.file}-former.flac`,
      now: `${sound.file}-now.wav`,
    };
    for (const name of [files.asked, files.former]) cpSync(`${from}/${name}`, `${to}/${name}`);
    play(model, `${from}/${files.asked}`, `${to}/${files.now}`);
    for (const name of Object.values(files)) {
      const { samples, sampleRate } = await loadSound(`${to}/${name}`);
      writeFileSync(`${to}/${name}.png`, spectrogramPng(samples, sampleRate));
    }
    // Figures of another version than the shipped one are not shown.
    const now = version === record.now ? sound.now : undefined;
    const figures = [
      ['as asked', files.asked, undefined],
      [`${model} ${record.former}`, files.former, sound.former],
      [`${model} ${version}`, files.now, now],
    ].map(([label, name, measured]) => figure(label, { base, path: `${FOLDER}/${model}/${name}`, measured }));
    sections.push(`${headingOf(sound)}\n\n<div class="listening">\n${figures.join('\n')}\n</div>\n`);
  }
  return `${introductionOf(model, record.former, version)}\n${sections.join('\n')}`;
}

function introductionOf(model, former, version) {
  return `# Listen: ${model}

Sounds that are in no training data, as asked, as version ${former} of the model played them, and as ${version} does; chosen by kind and length, not by result.
Below each: its distance in mel bands; the share of the steady partials asked that it has (*kept*), and of its own the share that was asked (*true*). All sounds of the
evaluation are measured in the [model card](../models/${model}.md).
`;
}

function headingOf({ kind, name, credit, licence, source }) {
  const title = kind === 'raw' ? `Recording: ${name.replaceAll('_', ' ')}` : kind[0].toUpperCase() + kind.slice(1);
  const address = /https?:\/\/\S+/.exec(source)?.[0];
  const origin = address === undefined ? credit : `[${credit}](${address})`;
  return `## ${title}\n\n${origin}, ${licence}`;
}

/** VitePress puts the base before the picture's address, and before no other. */
function figure(label, { base, path, measured }) {
  const caption = measured === undefined ? '' : `<figcaption>${phraseOf(measured)}</figcaption>`;
  return `<figure><img src="/${path}.png" alt="spectrogram" width="480" height="240" loading="lazy">${soundPlayer(label, base + path)}${caption}</figure>`;
}

const percent = (share) => `${Math.round(100 * share)} %`;

function phraseOf({ melDb, kept, true: isTrue }) {
  const partials = kept === undefined ? '' : `, ${percent(kept)} kept`;
  return `${melDb.toFixed(1)} dB${partials}${isTrue === undefined ? '' : `, ${percent(isTrue)} true`}`;
}

function play(model, asked, output) {
  const words = ['render', '--model', model, '--set', asked, '--format', 'pcm16', '-o', output];
  execFileSync(process.execPath, [`${root}bin/neurorack.js`, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
}
