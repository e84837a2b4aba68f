import type { PanelTakes } from '../../src/panel/take-routes.ts';

export const FAKE_TAKE = 'take-2026-11-30-120000.wav';
const CONTENT = new TextEncoder().encode('samples');

/** One take, whose content is not a sound. */
export const FAKE_TAKES: PanelTakes = {
  list: async () => [{ file: FAKE_TAKE, bytes: CONTENT.length }],
  open: async (file) =>
    file === FAKE_TAKE
      ? {
          bytes: CONTENT.length,
          content: new ReadableStream({
            start: (controller) => {
              controller.enqueue(CONTENT);
              controller.close();
            },
          }),
        }
      : undefined,
};
