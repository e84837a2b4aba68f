import { readFile } from 'node:fs/promises';
import { devices } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { CHROMIUM, photograph, until, useBrowserBench } from './browser-bench.ts';
import { FAKE_TAKE } from './fake-takes.ts';

const DRAWERS = ['Play', 'Presets', 'Knobs', 'CV', 'Jacks', 'Meters'] as const;

describe.skipIf(CHROMIUM === undefined)('the drawers of the page (skipped without chromium)', () => {
  const bench = useBrowserBench();
  const { open, playTone, actionsOf, faults } = bench;

  it('assign a jack, set its depth and remove the assignment', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'CV' }).click();
    await page.getByLabel('CV 1 destination').selectOption('pitch');
    const depth = page.getByRole('group', { name: /CV 1/ }).getByRole('slider', { name: 'Pitch, 1 V/oct' });
    await depth.waitFor();
    await depth.press('PageDown');
    await page.getByText('+80 %').waitFor();
    await page.getByRole('button', { name: 'Remove Pitch, 1 V/oct from CV 1' }).click();
    await depth.waitFor({ state: 'detached' });
    expect(
      actionsOf('depth').map(({ jack, destination, depth }) => [jack, destination, Math.round(100 * depth)]),
    ).toEqual([
      ['cv1', 'pitch', 100],
      ['cv1', 'pitch', 80],
      ['cv1', 'pitch', 0],
    ]);
    expect(faults).toEqual([]);
  });

  it('follow settings changed with the knob, on the faceplate too', async () => {
    const page = await open(undefined, '#cv');
    const { depths, ranges } = DEFAULT_CONTROL_SETTINGS;
    bench.fake.configure({
      ...DEFAULT_CONTROL_SETTINGS,
      ranges: { ...ranges, cv2: '±5' },
      depths: { ...depths, cv2: { level: -0.25 } },
    });
    await page.getByRole('group', { name: /CV 2/ }).getByText('-25 %').waitFor();
    const fader = page.getByRole('slider', { name: 'CV 2', exact: true });
    expect(await fader.getAttribute('min')).toBe('-5');
    expect(await fader.getAttribute('aria-valuetext')).toContain('Level');
    await page.getByLabel('CV 2 range').selectOption('0-10');
    await until(async () => (await fader.getAttribute('max')) === '10');
    expect(actionsOf('range')).toEqual([{ type: 'range', jack: 'cv2', range: '0-10' }]);
  });

  it('choose how many sounds play at a time', async () => {
    const page = await open();
    expect(await page.getByLabel('Voices', { exact: true }).count()).toBe(0);
    await page.getByRole('radio', { name: 'alternate' }).check();
    await page.getByLabel('Voices', { exact: true }).selectOption('6');
    await until(() => actionsOf('voices').length === 2);
    expect(actionsOf('voices')).toEqual([
      { type: 'voices', mode: 'alternate', count: 4 },
      { type: 'voices', mode: 'alternate', count: 6 },
    ]);
    await page.getByRole('radio', { name: 'mono' }).check();
    await page.getByLabel('Voices', { exact: true }).waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('record a take, and keep the last half minute, by keys too', async () => {
    const page = await open(undefined, '#output');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('button', { name: 'Stop (0:00)' }).click();
    await page.getByRole('button', { name: 'Keep the last 30 s' }).click();
    await until(() => actionsOf('recording').length === 3);
    expect(actionsOf('recording').map(({ command }) => command)).toEqual(['start', 'stop', 'keep']);
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'End the recording, 0:00' }).waitFor();
    await page.keyboard.press('r');
    await page.keyboard.press('k');
    await until(() => actionsOf('recording').length === 6);
    expect(
      actionsOf('recording')
        .slice(3)
        .map(({ command }) => command),
    ).toEqual(['start', 'stop', 'keep']);
    const link = page.getByRole('list', { name: 'Takes' }).getByRole('link', { name: FAKE_TAKE });
    await page.evaluate('window.dragged = new DataTransfer()');
    await link.dispatchEvent('dragstart', { dataTransfer: await page.evaluateHandle('window.dragged') });
    expect(await page.evaluate('window.dragged.getData("DownloadURL")')).toBe(
      `audio/wav:${FAKE_TAKE}:${new URL(`/takes/${FAKE_TAKE}`, page.url())}`,
    );
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe(FAKE_TAKE);
    expect(await readFile(await download.path(), 'utf8')).toBe('samples');
    await photograph(page, 'panel-output', { part: '.drawers' });
    expect(faults).toEqual([]);
  });

  it('save, replace, recall and delete a preset; undo takes back one after the other', async () => {
    const page = await open(undefined, '#presets');
    const name = page.getByRole('textbox', { name: 'Preset name' });
    await name.fill('  Dawn ');
    await page.getByRole('button', { name: 'Save' }).click();
    await name.fill('Temple');
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('group', { name: 'Replace Temple by the sound that plays now?' }).waitFor();
    await photograph(page, 'preset-question');
    // The question takes the focus once it is shown.
    await page.waitForFunction('document.activeElement?.closest(".question") !== null');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Replace Temple' }).waitFor({ state: 'detached' });
    expect(actionsOf('preset').length).toBe(1);
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('button', { name: 'Replace Temple' }).click();
    await until(async () => (await name.inputValue()) === '');
    await page.getByTitle("Undo: preset 'Temple' replaced").click();
    await page.getByTitle("Redo: preset 'Temple' replaced").waitFor();
    await page.getByRole('button', { name: 'Night', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Night' }).click();
    await page.getByTitle("Undo: preset 'Night' deleted").click();
    await page.getByTitle("Redo: preset 'Night' deleted").waitFor();
    await photograph(page, 'presets');
    expect(await page.getByRole('link', { name: 'Export Night' }).getAttribute('href')).toBe(
      '/patches/export?preset=Night',
    );
    expect(actionsOf('preset').map(({ command, name }) => `${command} ${name}`)).toEqual([
      'save Dawn',
      'save Temple',
      'recall Night',
      'delete Night',
    ]);
    expect(faults).toEqual([]);
  });

  it('choose sound card and buffer, and show the latency of the card', async () => {
    const page = await open(undefined, '#output');
    await page.getByText('on its sound button').waitFor();
    expect(await page.getByLabel('Buffer').count()).toBe(0);
    const card = page.getByLabel('Sound card');
    await page.waitForFunction('document.querySelector(\'select option[value="alsa:usb"]\') !== null');
    await card.selectOption({ label: 'USB card' });
    await page.getByLabel('Buffer').selectOption('1024');
    await page.getByText(/From a gate to the card [\d.]+ ms, to the jack [\d.]+ ms more/).waitFor();
    await page.getByText('also in this browser; main output: alsa:usb').waitFor();
    await until(() => actionsOf('output').length === 2);
    expect(actionsOf('output').map(({ sink, bufferFrames }) => [sink, bufferFrames])).toEqual([
      ['alsa:usb', null],
      ['alsa:usb', 1024],
    ]);
    expect(faults).toEqual([]);
  });

  it('set every destination, by keys too, and reset it by a double click', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Knobs' }).click();
    const loop = page.getByRole('slider', { name: 'Loop window' });
    await loop.press('End');
    await page.getByText('500 ms').waitFor();
    await loop.press('Home');
    await page.getByText('20 ms', { exact: true }).waitFor();
    await loop.dblclick();
    await until(() => actionsOf('base').at(-1)?.value === 120);
    expect(new Set(actionsOf('base').map(({ destination }) => destination))).toEqual(new Set(['loop-window']));
    expect(await page.getByRole('tabpanel').getByRole('slider').count()).toBe(26);
  });

  it('write every value in a unit that a musician knows', async () => {
    const page = await open(undefined, '#knobs');
    const bases = {
      interpolate: 0.35,
      sharpness: -0.5,
      variation: 0.25,
      pitch: 7 / 12,
      rms: -1,
      zcr: 1.5,
      rolloff: 1.5,
      f0: -1,
      level: -3,
      'loop-window': 240,
      'map-x': 0.66,
    };
    bench.fake.configure({ ...DEFAULT_CONTROL_SETTINGS, bases: { ...DEFAULT_CONTROL_SETTINGS.bases, ...bases } });
    await page.getByText('+7.0 st').waitFor();
    const text = (name: string) => page.getByRole('slider', { name, exact: true }).getAttribute('aria-valuetext');
    expect(await text('Set A to B')).toBe('35 %');
    expect(await text('Scrub')).toBe('0 %');
    expect(await text('Sharpness')).toBe('-50 %');
    expect(await text('Variation')).toBe('25 %');
    expect(await text('Pitch, 1 V/oct')).toBe('+7.0 st');
    expect(await text('Loudness')).toBe('-6.0 dB');
    expect(await text('Percussivity')).toBe('+50 %');
    expect(await text('Tone')).toBe('+1.50 oct');
    expect(await text('Pitch of the sound')).toBe('-12.0 st');
    expect(await text('Level')).toBe('-3.0 dB');
    expect(await text('Loop window')).toBe('240 ms');
    expect(await text('Map, x')).toBe('66 %');
    const texts = await page.getByRole('tabpanel').locator('output').allTextContents();
    for (const one of texts) expect(one).toMatch(/ (%|dB|oct|st|ms)$/);
  });

  it('unlink a descriptor from the others and link it again', async () => {
    const page = await open(undefined, '#knobs');
    await page.getByRole('button', { name: 'Brightness linked' }).click();
    await page.getByRole('button', { name: 'Brightness unlinked' }).click();
    await page.getByRole('button', { name: 'Brightness linked' }).waitFor();
    expect(actionsOf('link-descriptor').map(({ descriptor, isLinked }) => [descriptor, isLinked])).toEqual([
      ['centroid', false],
      ['centroid', true],
    ]);
  });

  it('have no jacks, nor a calibration, on a computer that has none', async () => {
    const page = await open(undefined, '#jacks');
    expect(await page.getByRole('tab', { name: 'CV' }).count()).toBe(1);
    expect(await page.getByRole('tab', { name: 'Jacks' }).count()).toBe(0);
    expect(await page.getByText('calibrat').count()).toBe(0);
  });

  it('show jack readings, measure a calibration point, and reset a calibration only after confirmation', async () => {
    await bench.restart({ hasJacks: true });
    const page = await open();
    const calibration = { ...DEFAULT_CONTROL_SETTINGS.calibration, cv2: { slope: 0.96, offset: -0.06 } };
    bench.fake.configure({ ...DEFAULT_CONTROL_SETTINGS, calibration });
    await page.getByRole('tab', { name: 'Jacks' }).click();
    const jack = page.getByRole('group', { name: 'CV 2' });
    await jack.getByText('4.2 mV').waitFor();
    await jack.getByText('17.4 ms').waitFor();
    await page.getByRole('group', { name: 'CV 1' }).getByText('3.5 s ago').waitFor();
    await jack.getByRole('button', { name: 'measure 5 V' }).click();
    await jack.getByText('measuring…').waitFor();
    await jack.getByText('-4.00 %, -60 mV').waitFor();
    await jack.getByRole('button', { name: 'reset calibration' }).click();
    await jack.getByRole('button', { name: 'confirm calibration reset' }).waitFor();
    expect(actionsOf('uncalibrate')).toEqual([]);
    await jack.getByRole('button', { name: 'confirm calibration reset' }).click();
    await jack.getByText('not calibrated').waitFor();
    expect(actionsOf('calibrate')).toEqual([{ type: 'calibrate', jack: 'cv2', volts: 5 }]);
    expect(actionsOf('uncalibrate')).toEqual([{ type: 'uncalibrate', jack: 'cv2' }]);
  });

  it('open by arrow keys and set the hash of the address', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Knobs' }).click();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel', { name: 'CV' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#cv');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('CV');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tabpanel', { name: 'Knobs' }).waitFor();
  });

  it('give every control an accessible name', async () => {
    await bench.restart({ hasJacks: true });
    const page = await open();
    for (const name of DRAWERS) {
      await page.getByRole('tab', { name }).click();
      const tree = await page.locator('body').ariaSnapshot();
      const nameless = tree
        .split('\n')
        .filter((line) => /^\s*- (button|slider|combobox|radio|tab|img|spinbutton)\b(?! ")/.test(line));
      expect(nameless, name).toEqual([]);
    }
  });

  it('draw the spectrum: bright at the frequency of the tone, dark elsewhere', async () => {
    const page = await open();
    playTone();
    await page.getByRole('button', { name: 'Turn the sound on' }).click();
    await page.getByText('Sound is on').waitFor();
    /** The brightest pixel of 80 columns from `x`, by default the last ones, between two rows; row 0 is the top. */
    const brightest = async (from: number, to: number, x = 560): Promise<number> =>
      Number(
        await page.evaluate(`(() => {
          const { data } = document.querySelector('.spectrogram canvas').getContext('2d').getImageData(${x}, ${from}, 80, ${to - from});
          return data.reduce((max, x, n) => (n % 4 === 0 ? Math.max(max, x) : max), 0);
        })()`),
      );
    // 220 Hz and its neighbours are in the lower half; 12 kHz and above at the top.
    await until(async () => (await brightest(80, 160)) > 150);
    expect(await brightest(0, 8)).toBeLessThan(60);
    if (process.env.PANEL_PICTURES === undefined) return;
    // The picture for the manual shows some history and a held gate.
    await page.keyboard.down('a');
    await page.locator('.gate.high').first().waitFor();
    await until(async () => (await brightest(80, 160, 100)) > 60);
    await photograph(page, 'panel');
  });

  it.each([
    ['phone', { ...devices['Pixel 7'] }],
    ['tablet', { viewport: { width: 820, height: 1180 } }],
    ['laptop', { viewport: { width: 1280, height: 800 } }],
  ] as const)(
    'fit a %s without horizontal scrolling',
    async (device, options) => {
      await bench.restart({ hasJacks: true });
      const page = await open({ ...options, colorScheme: 'dark' });
      for (const name of DRAWERS) {
        await page.getByRole('tab', { name }).click();
        await page.getByRole('tabpanel', { name }).waitFor();
        if (name === 'Jacks') await page.getByText('4.2 mV').first().waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), name).toBeLessThanOrEqual(0);
        await photograph(page, `${device}-${name.toLowerCase()}`, { isWhole: device === 'phone' });
        if (device === 'laptop' && name === 'CV') await photograph(page, 'panel-cv', { part: '.drawers' });
      }
      expect(faults).toEqual([]);
    },
    300_000,
  );
});
