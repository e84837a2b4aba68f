import { describe, expect, it, vi } from 'vitest';
import { applyPreset } from '../../src/app/instrument-settings.ts';
import { createPresetController } from '../../src/app/preset-controller.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { STILL_LATENTS } from '../../src/control/latent-motion-settings.ts';
import type { Patch } from '../../src/control/patch.ts';
import { type ControlSettings, DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { PresetTarget } from '../../src/instrument/preset-controller.ts';
import { createUndoHistory } from '../../src/instrument/undo/undo-history.ts';
import type { MusicalSettings } from '../../src/state/settings.ts';
import { createState } from '../../src/state/state.ts';
import { DEFAULTS, MUSICAL } from '../state/example-settings.ts';
import { createFaultyDisk, HOME } from '../state/faulty-disk.ts';

function setUp() {
  const disk = createFaultyDisk();
  const messages: string[] = [];
  const played: MusicalSettings[] = [];
  const history = createUndoHistory({ onMessage: (sentence) => messages.push(sentence) });
  const state = { disk, messages, played, now: MUSICAL };
  const controller = createPresetController({
    presets: createState({ home: HOME, defaults: DEFAULTS, fs: disk }).presets,
    currentSettings: () => state.now,
    play: (settings) => {
      if (settings.setA === 'lost') throw new NeurorackError('bad-input', "there is no set 'lost'", { remedy: '' });
      played.push(settings);
    },
    onMessage: (sentence) => messages.push(sentence),
    changes: { history, recordChange: (change) => change() },
  });
  return { ...state, controller, history, playing: (settings: MusicalSettings) => void (state.now = settings) };
}

describe('the preset controller', () => {
  it('saves the current settings, and recalls them', async () => {
    const { controller, played, messages, playing } = setUp();
    await controller.save('Night');
    playing({ ...MUSICAL, setA: 'anvil' });
    await controller.save('Anvil');
    await controller.recall('Night');
    expect(controller.names).toEqual(['Anvil', 'Night']);
    expect(played).toEqual([MUSICAL]);
    expect(messages).toEqual(["saved as 'Night'", "saved as 'Anvil'"]);
  });

  it('gives a replaced preset its former sound, and again the later one', async () => {
    const { controller, history, played, messages, playing } = setUp();
    const anvil = { ...MUSICAL, setA: 'anvil' };
    await controller.save('Night');
    playing(anvil);
    await controller.save('Night');
    expect(history.undoName).toBe("preset 'Night' replaced");
    await history.undo();
    expect(messages.at(-1)).toBe("undo: preset 'Night' replaced");
    await controller.recall('Night');
    await controller.save('Night');
    await history.undo();
    await history.redo();
    await controller.recall('Night');
    expect(played).toEqual([MUSICAL, anvil]);
  });

  it('removes a saved preset, and restores a deleted one', async () => {
    const { controller, history } = setUp();
    await controller.save('Night');
    await controller.delete('Night');
    expect(controller.names).toEqual([]);
    await history.undo();
    expect([controller.names, history.undoName]).toEqual([['Night'], "preset 'Night' saved"]);
    await history.undo();
    expect(controller.names).toEqual([]);
    await history.redo();
    await history.redo();
    expect([controller.names, history.redoName]).toEqual([[], undefined]);
    await history.undo();
    expect(controller.names).toEqual(['Night']);
  });

  it('keeps a step that a full disk refuses until there is room', async () => {
    const { controller, disk, history, messages, playing } = setUp();
    await controller.save('Night');
    playing({ ...MUSICAL, setA: 'anvil' });
    await controller.save('Night');
    disk.refuse = ({ name }) => (name === 'write' ? 'ENOSPC' : undefined);
    await history.undo();
    expect(messages.at(-1)).toMatch(/^undo: not possible for preset 'Night' replaced: could not save preset: .*full/);
    disk.refuse = () => undefined;
    await history.undo();
    expect(messages.at(-1)).toBe("undo: preset 'Night' replaced");
  });

  it('reports why a preset cannot be played, and plays on', async () => {
    const { controller, played, messages, playing } = setUp();
    playing({ ...MUSICAL, setA: 'lost' });
    await controller.save('Gone');
    await controller.recall('Gone');
    await controller.recall('Never');
    expect(played).toEqual([]);
    expect(messages.slice(1)).toEqual([
      "'Gone' cannot be played: there is no set 'lost'",
      "there is no preset 'Never' to load",
    ]);
  });

  it('reports a full disk, and keeps the presets that exist', async () => {
    const { controller, disk, messages } = setUp();
    await controller.save('Night');
    disk.refuse = ({ name }) => (name === 'write' ? 'ENOSPC' : undefined);
    await controller.save('Dawn');
    expect(controller.names).toEqual(['Night']);
    expect(messages.at(-1)).toMatch(/could not save preset: .*full/);
  });

  it('refuses more actions than the disk takes at once, with one message, and takes them again afterwards', async () => {
    const { controller, messages } = setUp();
    await Promise.all(Array.from({ length: 500 }, (_, n) => controller.save(`flood ${n}`)));
    expect(controller.names).toHaveLength(16);
    expect(messages.filter((message) => message.includes('the disk is behind'))).toHaveLength(1);
    await controller.save('Night');
    expect(controller.names).toContain('Night');
  });

  it('refuses a new preset where there are 1000, and replaces one of them', async () => {
    const disk = createFaultyDisk();
    const messages: string[] = [];
    const names = Array.from({ length: 1000 }, (_, n) => `preset ${n}`);
    const { presets } = createState({ home: HOME, defaults: DEFAULTS, fs: disk });
    const controller = createPresetController({
      presets: { ...presets, list: async () => ({ names, messages: [] }) },
      currentSettings: () => MUSICAL,
      play: () => undefined,
      onMessage: (sentence) => messages.push(sentence),
      changes: { history: createUndoHistory({ onMessage: () => undefined }), recordChange: (change) => change() },
    });
    await vi.waitFor(() => expect(controller.names).toHaveLength(1000));
    await controller.save('Night');
    await controller.save(' preset 7 ');
    expect(messages).toEqual([
      "'Night' is not saved: there are 1000 presets; delete one first",
      "saved as ' preset 7 '",
    ]);
  });

  it('leaves the calibration of the jacks as it is', () => {
    const calibration = { ...DEFAULT_CONTROL_SETTINGS.calibration, cv2: { slope: 0.96, offset: -0.05 } };
    let [patch, settings]: [Partial<Patch>, ControlSettings] = [{}, { ...DEFAULT_CONTROL_SETTINGS, calibration }];
    const restore = vi.fn();
    const target: PresetTarget = {
      patch: MUSICAL,
      latentMotion: { stored: STILL_LATENTS, restore },
      settings,
      change: (next) => {
        patch = next;
      },
      configure: (next) => {
        settings = next;
      },
    };
    applyPreset(target, MUSICAL);
    expect(settings.calibration).toBe(calibration);
    expect(settings.depths).toEqual(MUSICAL.control.depths);
    expect(patch.setA).toBe(MUSICAL.setA);
    expect(restore).toHaveBeenCalledWith(MUSICAL.latents);
  });

  it('configures nothing when the patch of the preset is refused', () => {
    const error = new NeurorackError('bad-input', "there is no model '/etc'", { remedy: 'choose one of impacts' });
    const configure = vi.fn();
    const restore = vi.fn();
    const target: PresetTarget = {
      patch: MUSICAL,
      latentMotion: { stored: STILL_LATENTS, restore },
      settings: DEFAULT_CONTROL_SETTINGS,
      change: () => {
        throw error;
      },
      configure,
    };
    expect(() => applyPreset(target, { ...MUSICAL, model: '/etc' })).toThrow(error);
    expect(configure).not.toHaveBeenCalled();
    expect(restore).not.toHaveBeenCalled();
  });
});
