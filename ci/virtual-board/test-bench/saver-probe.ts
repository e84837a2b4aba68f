import { appendFileSync, writeFileSync } from 'node:fs';
import type { Settings } from '../../../src/state/settings.ts';
import { createState } from '../../../src/state/state.ts';

/** The seed identifies each save; long names make a file larger than a sector. */
const DEFAULTS: Settings = {
  model: 'impacts',
  bank: `/var/lib/neurorack/${'a'.repeat(3000)}.nrbank`,
  setA: 'Boom',
  setB: 'Cowbell',
  source: 'a-b',
  gateMode: 'one-shot',
  loopMode: 'resynthesis',
  seed: 0,
  voices: { mode: 'mono', count: 4 },
  offsets: {},
  control: {
    ranges: { cv1: '0-5', cv2: '0-5', cv3: '±5', cv4: '0-5' },
    bases: {},
    depths: { cv1: {}, cv2: {}, cv3: {}, cv4: {} },
  },
  latents: { path: [], isLooping: true, isPlaying: false, walk: { isOn: false, width: 1, rate: 0.25 } },
  blockFrames: 256,
  audio: null,
  volumeDb: 0,
  bufferFrames: null,
  cvInput: null,
};

/** After a power cut: reports the settings that were loaded; then saves others, one after another, until the next cut. */
async function run(): Promise<void> {
  const { settings } = createState({ home: '/var/lib/neurorack', defaults: DEFAULTS });
  const { content, source, messages } = await settings.read();
  writeFileSync('/out/read.json', JSON.stringify({ seed: content.seed, bank: content.bank, source, messages }));
  for (let seed = content.seed + 1; ; seed++) {
    const outcome = await settings.save({ ...content, bank: DEFAULTS.bank, seed });
    // The host keeps this whatever happens to the guest.
    appendFileSync('/out/saved', outcome.isDone ? `${seed}\n` : `not ${seed}: ${outcome.message}\n`);
  }
}

await run();
