import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MENU_PAGES, type UiModel } from '../../src/ui/page.ts';
import { PAGES } from '../../src/ui/pages.ts';
import { UI_MODEL } from './ui-model.ts';

const FOLDER = join(import.meta.dirname, '../../src/ui/pages');

describe('the pages of the display', () => {
  it.each(Object.keys(PAGES))('has a file of its name: %s', (page) => {
    expect(existsSync(join(FOLDER, `${page}.ts`))).toBe(true);
  });

  it('are listed in the menu by their titles', () => {
    expect(PAGES.menu.rows(UI_MODEL).map(({ label }) => label)).toEqual(MENU_PAGES.map((page) => PAGES[page].title));
    const withoutJacks = PAGES.menu.rows({ ...UI_MODEL, hasJacks: false }).map(({ label }) => label);
    expect(withoutJacks).toEqual(MENU_PAGES.flatMap((page) => (page === 'calibrate' ? [] : PAGES[page].title)));
    const withoutRecorder = PAGES.menu.rows({ ...UI_MODEL, recording: undefined }).map(({ label }) => label);
    expect(withoutRecorder).not.toContain('Recording');
  });

  it('record: a push begins a take, or ends it, and another keeps what has sounded', () => {
    const pushes = (recording: UiModel['recording']) =>
      PAGES.recording.rows({ ...UI_MODEL, recording }).map(({ label, value, push }) => [label, value, push]);
    const keep = ['keep last 30 s', undefined, { kind: 'recording', command: 'keep' }];
    expect(pushes('idle')).toEqual([['record', undefined, { kind: 'recording', command: 'start' }], keep]);
    expect(pushes(83)).toEqual([['stop', '1:23', { kind: 'recording', command: 'stop' }], keep]);
  });
});
