// The first page: the instrument itself where it has been built for browsers, otherwise its picture; sounds; the ways into the guides.
import { soundPlayer } from './pages.js';

const SOUNDS = [
  ['Cinematic boom', 'cinematic-boom'],
  ['A boom that becomes a bell and comes back', 'morph'],
  ['Ratchet on a tabla', 'ratchet'],
  ['Frozen bell', 'frozen-cloud'],
];
const PICTURE = 'docs/pictures/panel.png';

/** Files that the first page needs in `public`. */
export const HOME_FILES = [PICTURE, ...SOUNDS.map(([, name]) => `docs/sounds/${name}.mp3`)];

/** @param site `base` of the site; `hasInstrument`: whether it has the folder `play` */
export function homePage({ base, hasInstrument }) {
  const actions = [
    ...(hasInstrument ? [`    - { theme: brand, text: Play it here, link: /play/, target: _self }`] : []),
    `    - { theme: ${hasInstrument ? 'alt' : 'brand'}, text: "Player's manual", link: /manual }`,
    '    - { theme: alt, text: Build a module, link: /build-one }',
    '    - { theme: alt, text: All guides, link: /guides }',
  ];
  const instrument = hasInstrument
    ? `<iframe class="instrument" src="${base}play/" title="neurorack, the instrument" allow="autoplay; midi; gamepad; fullscreen" loading="lazy"></iframe>`
    : `![the panel in the browser: display, encoder, two gates, four voltages, scope and spectrogram](/${PICTURE})`;
  return `---
layout: home
title: neurorack
titleTemplate: A neural Eurorack synthesizer
hero:
  name: neurorack
  text: A neural Eurorack synthesizer
  tagline: Two gates and four control voltages play a neural network, and seven descriptors of a sound steer it, in real time.
  actions:
${actions.join('\n')}
---

${instrument}

## Hear it

<div class="sounds">
${SOUNDS.map(([label, name]) => soundPlayer(label, `${base}docs/sounds/${name}.mp3`)).join('\n')}
</div>

Held-out sounds as asked and as made, before and now: [impacts](./listen/impacts.md) · [metal](./listen/metal.md)

## Play it on your computer

With [Node](https://nodejs.org) 20.19 or newer, and nothing else, in a folder with the code:

\`\`\`sh
npm ci && npm start
\`\`\`

Press the sound button, hold **Gate 1** (key \`A\`), move the four voltages, hold **Gate 2** (key \`S\`) to loop.
[First steps](./play.md) · [what each jack does](./play.md#what-each-jack-does) · [patch ideas](./patch-ideas.md) · [status and evidence](./status.md)
`;
}
