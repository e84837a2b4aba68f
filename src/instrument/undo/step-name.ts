import { DESTINATION_LABELS } from '../../control/destination-labels.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import type { Field } from './chosen-state.ts';

const PATCH_NAMES = {
  model: 'model',
  setA: 'set A',
  setB: 'set B',
  source: 'source',
  gateMode: 'gate 1 mode',
  loopMode: 'loop mode',
  voices: 'voices',
} as const;

const SINGLE_NAMES = {
  audition: 'audition',
  volumeDb: 'volume',
  mapPath: 'path over the map',
  latentPath: 'path over the latents',
  isLatentPathLooping: 'loop of the path over the latents',
  walk: 'random walk',
} as const;

/** Names a change of some fields for the player: 'brightness', 'map point', 'set A and 2 more'. */
export function stepName(fields: readonly Field[]): string {
  // A set that is selected also switches the source back to A and B.
  const selectsSet = fields.some((field) => isPatch(field, 'setA') || isPatch(field, 'setB'));
  const shown = fields.filter((field) => !(selectsSet && isPatch(field, 'source')));
  const names = [...new Set(shown.map((field) => fieldName(field, shown)))];
  if (names.length <= 2) return names.join(' and ');
  return `${names[0]} and ${names.length - 1} more`;
}

const isPatch = (field: Field, key: keyof typeof PATCH_NAMES): boolean => field.kind === 'patch' && field.key === key;

function fieldName(field: Field, fields: readonly Field[]): string {
  switch (field.kind) {
    case 'patch':
      return PATCH_NAMES[field.key];
    case 'link':
      return `link of ${labelOf(field.descriptor)}`;
    case 'base':
      return baseName(field.destination, fields);
    case 'depth':
      return `${jackName(field.jack)} to ${labelOf(field.destination)}`;
    case 'range':
      return `range of ${jackName(field.jack)}`;
    case 'calibration':
      return `calibration of ${jackName(field.jack)}`;
    case 'volts':
      return jackName(field.jack);
    case 'single':
      return SINGLE_NAMES[field.key];
  }
}

/** A point of a plane has two bases and one name. */
function baseName(destination: keyof typeof DESTINATION_LABELS, fields: readonly Field[]): string {
  if (destination.startsWith('map-')) return 'map point';
  const latents = fields.filter((field) => field.kind === 'base' && field.destination.startsWith('latent-'));
  return destination.startsWith('latent-') && latents.length > 1 ? 'latents' : labelOf(destination);
}

function labelOf(destination: keyof typeof DESTINATION_LABELS): string {
  const [label] = DESTINATION_LABELS[destination].split(',');
  return `${label[0].toLowerCase()}${label.slice(1)}`;
}

const jackName = (jack: Jack): string => `CV ${JACKS.indexOf(jack) + 1}`;
