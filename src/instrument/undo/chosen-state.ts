import type { AuditionSettings } from '../../control/audition-settings.ts';
import { DESTINATIONS, type Destination } from '../../control/destination.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import type { WalkSettings } from '../../control/latent-walk.ts';
import type { Patch } from '../../control/patch.ts';
import type { PointPath } from '../../control/point-path.ts';
import type { ControlSettings } from '../../control/settings.ts';
import { DESCRIPTORS, type DescriptorName } from '../../descriptors/descriptor.ts';

/** Everything that a player sets, at one moment. Immutable. */
export interface ChosenState {
  readonly patch: Patch;
  readonly settings: ControlSettings;
  readonly volumeDb: number;
  readonly audition: AuditionSettings;
  /** Voltages of the panel's faders, one a jack. */
  readonly volts: readonly number[];
  readonly mapPath: PointPath;
  readonly latentPath: PointPath;
  readonly isLatentPathLooping: boolean;
  readonly walk: WalkSettings;
}

const PATCH_FIELDS = ['model', 'setA', 'setB', 'source', 'gateMode', 'loopMode', 'voices'] as const;
const SINGLE_FIELDS = ['audition', 'volumeDb', 'mapPath', 'latentPath', 'isLatentPathLooping', 'walk'] as const;

/** A part of the state that is taken back by itself. */
export type Field =
  | { readonly kind: 'patch'; readonly key: (typeof PATCH_FIELDS)[number] }
  | { readonly kind: 'link'; readonly descriptor: DescriptorName }
  | { readonly kind: 'base'; readonly destination: Destination }
  | { readonly kind: 'depth'; readonly jack: Jack; readonly destination: Destination }
  | { readonly kind: 'range' | 'calibration' | 'volts'; readonly jack: Jack }
  | { readonly kind: 'single'; readonly key: (typeof SINGLE_FIELDS)[number] };

const FIELDS: readonly Field[] = [
  ...PATCH_FIELDS.map((key) => ({ kind: 'patch', key }) as const),
  ...DESCRIPTORS.map((descriptor) => ({ kind: 'link', descriptor }) as const),
  ...DESTINATIONS.map((destination) => ({ kind: 'base', destination }) as const),
  ...JACKS.flatMap((jack) => DESTINATIONS.map((destination) => ({ kind: 'depth', jack, destination }) as const)),
  ...JACKS.flatMap((jack) => (['range', 'calibration', 'volts'] as const).map((kind) => ({ kind, jack }))),
  ...SINGLE_FIELDS.map((key) => ({ kind: 'single', key }) as const),
];

/** The fields in which two states differ. */
export function changedFields(before: ChosenState, after: ChosenState): readonly Field[] {
  return FIELDS.filter((field) => !isSame(fieldValue(field, before), fieldValue(field, after)));
}

/** Whether a field has the same value in two states. */
export function isSameField(field: Field, one: ChosenState, other: ChosenState): boolean {
  return isSame(fieldValue(field, one), fieldValue(field, other));
}

/** The state `onto` with some fields as they are in `from`. */
export function withFields(onto: ChosenState, fields: readonly Field[], from: ChosenState): ChosenState {
  return fields.reduce((state, field) => withField(state, field, from), onto);
}

function withField(onto: ChosenState, field: Field, from: ChosenState): ChosenState {
  const { patch, settings } = onto;
  switch (field.kind) {
    case 'patch':
      return { ...onto, patch: { ...patch, [field.key]: from.patch[field.key] } };
    case 'link':
      return {
        ...onto,
        patch: { ...patch, offsets: { ...patch.offsets, [field.descriptor]: valueOfLink(from, field.descriptor) } },
      };
    case 'base':
      return {
        ...onto,
        settings: { ...settings, bases: taken(settings.bases, field.destination, from.settings.bases) },
      };
    case 'depth': {
      const { jack, destination } = field;
      const depths = taken(settings.depths[jack], destination, from.settings.depths[jack]);
      return { ...onto, settings: { ...settings, depths: { ...settings.depths, [jack]: depths } } };
    }
    case 'range':
      return {
        ...onto,
        settings: { ...settings, ranges: { ...settings.ranges, [field.jack]: from.settings.ranges[field.jack] } },
      };
    case 'calibration': {
      const calibration = { ...settings.calibration, [field.jack]: from.settings.calibration[field.jack] };
      return { ...onto, settings: { ...settings, calibration } };
    }
    case 'volts':
      return { ...onto, volts: onto.volts.map((own, n) => (JACKS[n] === field.jack ? (from.volts[n] ?? own) : own)) };
    case 'single':
      return { ...onto, [field.key]: from[field.key] };
  }
}

function fieldValue(field: Field, state: ChosenState): unknown {
  const { patch, settings } = state;
  switch (field.kind) {
    case 'patch':
      return patch[field.key];
    case 'link':
      return valueOfLink(state, field.descriptor);
    case 'base':
      return settings.bases[field.destination];
    case 'depth':
      return settings.depths[field.jack][field.destination] ?? 0;
    case 'range':
      return settings.ranges[field.jack];
    case 'calibration':
      return settings.calibration[field.jack];
    case 'volts':
      return state.volts[JACKS.indexOf(field.jack)];
    case 'single':
      return state[field.key];
  }
}

const valueOfLink = ({ patch }: ChosenState, descriptor: DescriptorName) => patch.offsets[descriptor] ?? 'natural';

type ByDestination = Readonly<Partial<Record<Destination, number>>>;

/** The record with one entry as another record has it; absent where that one lacks it. */
function taken(onto: ByDestination, destination: Destination, from: ByDestination): ByDestination {
  const { [destination]: _own, ...others } = onto;
  const value = from[destination];
  return value === undefined ? others : { ...others, [destination]: value };
}

/** Values are plain data; a path is the same array until it changes. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
