import type { DisplayPage } from '../page.ts';

/** Name, version, origin and licence. */
export const about: DisplayPage = {
  title: 'About',
  rows: ({ system: { version } }) => [
    { label: `neurorack ${version}` },
    { label: 'after the Neurorack' },
    { label: 'of ACIDS/IRCAM' },
    { label: 'MIT; font: Spleen' },
  ],
};
