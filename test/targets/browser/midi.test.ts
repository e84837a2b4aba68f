import { describe, expect, it } from 'vitest';
import { SIMULATED_WEB_MIDI } from '../../../testing/simulated-web-midi.ts';
import { CHROMIUM, until } from '../../panel/browser-bench.ts';
import { useWebFolder } from './browser-folder.ts';
import { ready } from './panel-page.ts';

describe.skipIf(CHROMIUM === undefined)(
  'MIDI in the instrument of a page (skipped without: apt-get install chromium)',
  () => {
    const web = useWebFolder();

    it('plays notes of a controller, learns one for a fader, and sends gates to an output', async () => {
      const page = await web.open({ name: 'index.html#play', hasServiceWorker: false, script: SIMULATED_WEB_MIDI });
      await ready(page);
      await page.evaluate(`(() => {
      const port = neurorack.instrument.connect('figures');
      port.onmessage = ({ data }) => { if (data.type === 'figures') window.level = data.values.level; };
    })()`);
      await page.getByRole('button', { name: 'Turn the sound on' }).click();
      await page.getByRole('button', { name: 'Sound is on' }).waitFor();
      await page.getByRole('button', { name: 'Connect MIDI' }).click();
      await page.getByText('MIDI: Keys').waitFor();
      await page.getByLabel('Send MIDI to').selectOption('Synth');
      await until(async () => {
        await page.evaluate('webMidi.play(0x90, 72, 127)');
        await page.waitForTimeout(200);
        await page.evaluate('webMidi.play(0x80, 72, 0)');
        return (await page.evaluate('window.level > 0.05')) === true;
      });
      // The note at its pitch, an octave above the set's own; its gate comes back from the instrument.
      await until(async () => (await page.evaluate('webMidi.sent.some(([status]) => status === 0x90)')) === true);
      expect(await page.evaluate('webMidi.sent.find(([status]) => status === 0x90)')).toEqual([0x90, 72, 127]);
      await page.getByLabel('Learn', { exact: true }).first().selectOption('Scrub, knob');
      await page.getByRole('button', { name: 'Learn', exact: true }).click();
      await page.getByText('Move a controller for Scrub, knob').waitFor();
      for (const value of [0, 50, 127]) await page.evaluate(`webMidi.play(0xb0, 20, ${value})`);
      await page.getByRole('button', { name: 'Forget CC 20 of channel 1 for Scrub, knob' }).waitFor();
      await page.evaluate('webMidi.play(0xb0, 20, 127)');
      await page.getByRole('tab', { name: 'Knobs' }).click();
      const scrub = page.getByRole('slider', { name: 'Scrub', exact: true });
      await until(async () => (await scrub.inputValue()) === '1');
      expect(web.faults).toEqual([]);
    });
  },
);
