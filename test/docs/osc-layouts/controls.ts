import { CV_RANGES } from '../../../src/control/cv-range.ts';
import { DESTINATION_RANGES, type Destination } from '../../../src/control/destination.ts';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';

/** A control of the example layouts of docs/osc, which all of them have. */
export type LayoutControl =
  /** Sends a number between `low` and `high`; `default` is where it stands at first. */
  | {
      readonly kind: 'fader';
      readonly label: string;
      readonly address: string;
      readonly low: number;
      readonly high: number;
      readonly default: number;
    }
  /** Sends 1 while it is held or on, else 0. */
  | { readonly kind: 'gate' | 'switch'; readonly label: string; readonly address: string }
  /** Sends its address alone. */
  | { readonly kind: 'button'; readonly label: string; readonly address: string };

/** A figure of the sound that the layouts show. */
export interface LayoutReading {
  readonly label: string;
  readonly address: string;
}

/** Port of the instrument, and the port at which a layout receives. */
export const PORTS = { instrument: 9000, layout: 9001 } as const;

const FADERS: readonly Destination[] = [
  'interpolate',
  'scrub',
  'sharpness',
  'variation',
  'pitch',
  'level',
  'loop-window',
  'map-x',
  'map-y',
  'latent-1',
  'latent-2',
  'latent-3',
  'latent-4',
];

const { low, high } = CV_RANGES['0-5'];

export const CONTROLS: readonly LayoutControl[] = [
  { kind: 'gate', label: 'gate 1', address: '/neurorack/gate/1' },
  { kind: 'gate', label: 'gate 2', address: '/neurorack/gate/2' },
  { kind: 'switch', label: 'record', address: '/neurorack/record' },
  { kind: 'button', label: 'keep 30 s', address: '/neurorack/keep' },
  { kind: 'button', label: 'panic', address: '/neurorack/panic' },
  ...[1, 2, 3, 4].map((jack) => ({
    kind: 'fader' as const,
    label: `CV ${jack}`,
    address: `/neurorack/cv/${jack}`,
    ...{ low, high, default: 0 },
  })),
  ...FADERS.map((id) => {
    const { min, max, default: standing } = DESTINATION_RANGES[id];
    return { kind: 'fader' as const, label: id, address: `/neurorack/${id}`, low: min, high: max, default: standing };
  }),
];

export const READINGS: readonly LayoutReading[] = ['level', ...DESCRIPTORS].map((name) => ({
  label: name,
  address: `/neurorack/out/${name}`,
}));
