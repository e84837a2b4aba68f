import { DESTINATION_RANGES, LATENT_DESTINATIONS } from '../../control/destination.ts';
import { withBase } from '../../control/edit-settings.ts';
import type { ControlSettings } from '../../control/settings.ts';
import type { DisplayPage, Row } from '../page.ts';

/** One step of the knob, standard deviations. */
const STEP = 0.1;

/** The base of each latent, and a row that sets all of them to 0. */
export const latents: DisplayPage = {
  title: 'Latents',
  rows: ({ settings }) => [
    ...LATENT_DESTINATIONS.map((id) => baseRow(id, settings)),
    { label: 'all to 0', push: { kind: 'settings', settings: withoutLatents(settings) } },
  ],
};

function baseRow(id: (typeof LATENT_DESTINATIONS)[number], settings: ControlSettings): Row {
  const base = settings.bases[id] ?? DESTINATION_RANGES[id].default;
  return {
    label: id.replace('-', ' '),
    value: `${base > 0 ? '+' : ''}${base.toFixed(1)} SD`,
    turn: (steps) => ({
      kind: 'settings',
      // Tenths: a turn to and fro ends at 0, where no sample changes.
      settings: withBase(settings, id, (Math.round(base / STEP) + steps) / 10),
    }),
  };
}

function withoutLatents(settings: ControlSettings): ControlSettings {
  return LATENT_DESTINATIONS.reduce((reset, id) => withBase(reset, id, 0), settings);
}
