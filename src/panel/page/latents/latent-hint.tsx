import { LATENT_DESTINATIONS } from '../../../control/destination.ts';
import { JACKS } from '../../../control/jacks.ts';
import type { PanelSettings } from '../../protocol.ts';

/** How to play the plane of the latents, and the jacks that move them. */
export function LatentHint({ hasSets, settings }: { hasSets: boolean; settings: PanelSettings }) {
  const jackNames = JACKS.flatMap((jack, n) =>
    LATENT_DESTINATIONS.some((id) => (settings.depths[jack][id] ?? 0) !== 0) ? [`CV ${n + 1}`] : [],
  );
  return (
    <p class="hint">
      {hasSets
        ? 'The ring is the point, the small circle the sound as it is. Towards another set, the sound takes on its colour. '
        : 'This model has measured no set here, so the plane is empty; point and faders move the sound all the same. '}
      {jackNames.length > 0 && `The latents are moved by ${jackNames.join(' and ')}. `}A press on the plane plays. Arrow
      keys move the point, with <kbd>Shift</kbd> in fine steps; <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> or the wheel
      zoom.
    </p>
  );
}
