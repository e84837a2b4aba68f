import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readControlVoltage } from '../../../src/cli/render/control-voltage.ts';
import { readPanelVoltages } from '../../../src/cli/render/panel-voltages.ts';

const range = { low: 0, high: 5 };

async function csv(...lines: readonly string[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'neurorack-cv-')), 'cv.csv');
  await writeFile(path, lines.join('\n'));
  return path;
}

describe('a control voltage', () => {
  it('is constant when it is a number', async () => {
    const volts = await readControlVoltage({ option: '--cv1', given: '2.5', range });
    expect([volts(0), volts(100)]).toEqual([2.5, 2.5]);
  });

  it('is linear between the points of a CSV file, and constant outside them', async () => {
    const given = await csv('seconds,volts', '# a comment', '0.5, 1', '', '1.5, 4', '2,0');
    const volts = await readControlVoltage({ option: '--cv1', given, range });
    expect([0, 0.5, 0.75, 1.5, 1.75, 2, 9].map(volts)).toEqual([1, 1, 1.75, 4, 2, 0, 0]);
  });

  it.each(['banana', '', '1,5', 'Infinity', '5V'])('refuses %j', async (given) => {
    const reading = readControlVoltage({ option: '--cv1', given, range });
    await expect(reading).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`--cv1: '${given}'`),
      remedy: expect.stringContaining('0 to 5'),
    });
  });

  it.each(['-0.1', '5.01', '12'])('refuses %s V, which is out of range', async (given) => {
    const reading = readControlVoltage({ option: '--cv2', given, range });
    await expect(reading).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('0 to 5 V') });
  });

  it.each([
    ['words', ['0,1', '1,banana'], "line 2: '1,banana' is not 'seconds,volts'"],
    ['a third column', ['0,1,2'], 'line 1'],
    ['an empty cell', ['0,'], 'line 1'],
    ['volts out of range', ['seconds,volts', '0,1', '1,6'], 'line 3: 6 V is not within 0 to 5 V'],
    ['time going backwards', ['1,1', '0,1'], 'line 2: 0 s is not later than'],
    ['no point at all', ['# nothing'], 'the file has no voltage'],
  ])('names the line of a CSV file with %s', async (_, lines, message) => {
    const given = await csv(...lines);
    await expect(readControlVoltage({ option: '--cv1', given, range })).rejects.toMatchObject({
      kind: 'bad-file',
      message: expect.stringContaining(message),
    });
  });

  it('names a missing CSV file', async () => {
    const reading = readControlVoltage({ option: '--cv1', given: '/nowhere/cv.csv', range });
    await expect(reading).rejects.toMatchObject({ kind: 'bad-file', message: expect.stringContaining('/nowhere') });
  });
});

describe('the voltages of the jacks', () => {
  it('are neutral without a patch', async () => {
    const { mix, scrub, sharpness, variation } = await readPanelVoltages({});
    expect([mix(1), scrub, sharpness(1), variation(1)]).toEqual([0, 0, 0, 0]);
  });

  it('map the range of a jack to the range of its destination', async () => {
    const low = await readPanelVoltages({ cv1: '0', cv2: '0', cv3: '-5', cv4: '0' });
    expect([low.mix(0), low.scrub, low.sharpness(0), low.variation(0)]).toEqual([0, 0, -1, 0]);
    const high = await readPanelVoltages({ cv1: '5', cv2: '5', cv3: '5', cv4: '5' });
    expect([high.mix(0), high.scrub, high.sharpness(0), high.variation(0)]).toEqual([1, 1, 1, 1]);
  });

  it('accept other ranges; 0 V stays the centre of a bipolar destination', async () => {
    const { mix, sharpness } = await readPanelVoltages({ cv1: '0', cv3: '4', ranges: ['1=-5..5', '3=0..8'] });
    expect([mix(0), sharpness(0)]).toEqual([0.5, 0.5]);
  });

  it.each(['5=0..5', '1=0..7', '0..5', '1', ''])('refuse the range %j', async (given) => {
    await expect(readPanelVoltages({ ranges: [given] })).rejects.toMatchObject({
      kind: 'usage',
      remedy: expect.stringContaining('-5..5'),
    });
  });
});
