import type { DisplayPage } from '../page.ts';

/** Switches the board off, after a confirmation. */
export const shutdown: DisplayPage = {
  title: 'Shut down',
  rows: ({ canShutDown }) => [
    { label: 'cancel', push: { kind: 'page', page: 'play' } },
    canShutDown
      ? { label: 'shut down', push: { kind: 'shutdown' }, confirmation: 'shut down?' }
      : { label: 'not available' },
  ],
};
