import { describe, expect, it } from 'vitest';
import { createPresetController, patchOfPreset } from '../../src/app/preset-controller.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { MusicalSettings } from '../../src/state/settings.ts';
import { createState } from '../../src/state/state.ts';
import { DEFAULTS, MUSICAL } from '../state/example-settings.ts';
import { createFaultyDisk, HOME } from '../state/faulty-disk.ts';

function createBench() {
  const disk = createFaultyDisk();
  const said: string[] = [];
  const played: MusicalSettings[] = [];
  const bench = { disk, said, played, now: MUSICAL };
  const hand = createPresetController({
    presets: createState({ home: HOME, defaults: DEFAULTS, fs: disk }).presets,
    currentSettings: () => bench.now,
    play: (settings) => {
      if (settings.setA === 'lost') throw new NeurorackError('bad-input', "there is no set 'lost'", { remedy: '' });
      played.push(settings);
    },
    onMessage: (sentence) => said.push(sentence),
  });
  return { ...bench, hand, playing: (settings: MusicalSettings) => void (bench.now = settings) };
}

describe('presets within reach of the knob', () => {
  it('keep what plays, and play it again', async () => {
    const { hand, played, said, playing } = createBench();
    await hand.save('Night');
    playing({ ...MUSICAL, setA: 'anvil' });
    await hand.save('Anvil');
    await hand.recall('Night');
    expect(hand.names).toEqual(['Anvil', 'Night']);
    expect(played).toEqual([MUSICAL]);
    expect(said).toEqual(["kept as 'Night'", "kept as 'Anvil'"]);
  });

  it('are had back after they were deleted, once', async () => {
    const { hand } = createBench();
    await hand.save('Night');
    await hand.delete('Night');
    expect([hand.names, hand.deleted]).toEqual([[], 'Night']);
    await hand.restore();
    expect([hand.names, hand.deleted]).toEqual([['Night'], undefined]);
    await hand.restore();
    expect(hand.names).toEqual(['Night']);
  });

  it('tell why one cannot be played, and what plays goes on', async () => {
    const { hand, played, said, playing } = createBench();
    playing({ ...MUSICAL, setA: 'lost' });
    await hand.save('Gone');
    await hand.recall('Gone');
    await hand.recall('Never');
    expect(played).toEqual([]);
    expect(said.slice(1)).toEqual([
      "'Gone' cannot be played: there is no set 'lost'",
      "there is no preset 'Never' to load",
    ]);
  });

  it('say so when the disk is full, and keep those that there are', async () => {
    const { hand, disk, said } = createBench();
    await hand.save('Night');
    disk.refuse = ({ name }) => (name === 'write' ? 'ENOSPC' : undefined);
    await hand.save('Dawn');
    expect(hand.names).toEqual(['Night']);
    expect(said.at(-1)).toMatch(/could not save preset: .*full/);
  });

  it('leave the calibration of the jacks as it is', () => {
    const measured = { ...DEFAULT_CONTROL_SETTINGS.calibration, cv2: { slope: 0.96, offset: -0.05 } };
    const { settings, patch } = patchOfPreset(MUSICAL, { ...DEFAULT_CONTROL_SETTINGS, calibration: measured });
    expect(settings.calibration).toBe(measured);
    expect(settings.depths).toEqual(MUSICAL.control.depths);
    expect(patch.setA).toBe(MUSICAL.setA);
  });
});
