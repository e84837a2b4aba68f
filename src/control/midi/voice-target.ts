import type { ControlTarget } from './midi-mapping.ts';

/** Destinations that each voice has for itself while its note sounds. */
const VOICE_DESTINATIONS = ['pitch', 'level'] as const;
export type VoiceDestination = (typeof VOICE_DESTINATIONS)[number];

/** Whether a controller of a single note moves its voice alone. */
export function isOfVoice(
  target: ControlTarget,
): target is { readonly kind: 'destination'; readonly destination: VoiceDestination } {
  return target.kind === 'destination' && VOICE_DESTINATIONS.some((name) => name === target.destination);
}
