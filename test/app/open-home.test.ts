import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { openHome } from '../../src/app/open-home.ts';
import { SERVICES } from '../../src/app/services.ts';
import { openSessionState } from '../../src/app/session-state.ts';

describe('two instances with one folder of the state', () => {
  let home: string;
  let messages: string[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    messages = [];
  });
  const onMessage = (sentence: string): void => void messages.push(sentence);
  /** An instance, as far as it reads and saves. */
  async function open() {
    const container = createContainer({ modelsDirectory: '/nowhere' });
    container.rebind(SERVICES.stateHome).toConstantValue(home);
    const { canSave, close } = await openHome(container, { onMessage });
    const state = await container.getAsync(SERVICES.state);
    return { session: await openSessionState(state, { onMessage, canSave }), close, canSave };
  }

  it('keep what the first saves; a message says that the second does not, except for its presets', async () => {
    const first = await open();
    const second = await open();
    expect(messages).toEqual([expect.stringMatching(/^another instance uses .*; changes of settings.* are not saved/)]);
    await first.session.flush({ ...first.session.settings, seed: 1 }, 500);
    await first.session.saveCalibration({ ...first.session.calibration, cv1: { slope: 1.1, offset: 0 } });
    await second.session.flush({ ...second.session.settings, seed: 2 }, 500);
    await second.session.saveCalibration({ ...second.session.calibration, cv1: { slope: 1.2, offset: 0 } });
    const {
      audio: _audio,
      blockFrames: _block,
      bufferFrames: _buffer,
      volumeDb: _volume,
      cvInput: _cvInput,
      ...musical
    } = second.session.settings;
    await second.session.presets.save('soft', musical);
    for (const { close } of [first, second]) await close();
    const third = await open();
    expect([third.canSave, third.session.settings.seed, third.session.calibration.cv1.slope]).toEqual([true, 1, 1.1]);
    expect((await third.session.presets.list()).names).toEqual(['soft']);
  });

  it('are none after the end of the first, nor where the disk takes no lock', async () => {
    await (await open()).close();
    const second = await open();
    expect(second.canSave).toBe(true);
    home = join(home, 'file');
    writeFileSync(home, '');
    expect((await open()).canSave).toBe(true);
  });
});
