import { MIN_VOLUME_DB } from '../../control/volume.ts';
import type { DisplayPage, Row } from '../page.ts';

/** The master volume, the board and its state: load, underruns, latency, temperature, the panel's address, paired clients, version. */
export const system: DisplayPage = {
  title: 'System',
  rows: ({ system: state, volumeDb, pairedClients }) => [
    {
      label: 'volume',
      value: volumeDb <= MIN_VOLUME_DB ? 'off' : `${volumeDb.toFixed(0)} dB`,
      turn: (steps) => ({ kind: 'volume', db: Math.round(volumeDb) + steps }),
    },
    { label: 'board', value: state.board },
    { label: 'CPU load', value: `${Math.round(100 * state.load)} %` },
    { label: 'underruns', value: String(state.underruns) },
    { label: 'latency', value: `${state.latencyMs.toFixed(1)} ms` },
    {
      label: 'CPU temp',
      value: state.temperatureC === null ? 'unknown' : `${state.temperatureC.toFixed(0)} C`,
    },
    { label: 'panel', value: state.address ?? 'off' },
    ...clientRows(pairedClients),
    { label: 'version', value: state.version },
  ],
};

/** The browsers that are paired; no row where the panel is on no network. */
function clientRows(paired: number | undefined): readonly Row[] {
  if (paired === undefined) return [];
  if (paired === 0) return [{ label: 'paired clients', value: '0' }];
  return [
    {
      label: 'unpair all clients',
      value: String(paired),
      push: { kind: 'unpair-clients' },
      confirmation: 'unpair all?',
    },
  ];
}
