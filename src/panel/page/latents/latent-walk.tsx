import { WALK_RANGES, type WalkSettings } from '../../../control/latent-walk.ts';
import type { PanelAction } from '../../protocol.ts';
import { Fader } from '../fader.tsx';

/** A random walk of all eight latents: on or off, how far and how fast. */
export function LatentWalk({ walk, send }: { walk: WalkSettings; send: (action: PanelAction) => void }) {
  const { isOn, width, rate } = walk;
  return (
    <fieldset class="latent-walk" aria-label="Random walk">
      <button
        type="button"
        class={isOn ? 'plain on' : 'plain'}
        aria-pressed={isOn}
        onClick={() => send({ type: 'latent-walk', isOn: !isOn })}
      >
        {isOn ? 'Stop walk' : 'Random walk'}
      </button>
      <Fader
        label="Width"
        value={width}
        {...WALK_RANGES.width}
        defaultValue={1}
        text={(value) => `${Math.round((100 * value) / WALK_RANGES.width.max)} %`}
        onChange={(value) => send({ type: 'latent-walk', width: value })}
      />
      <Fader
        label="Rate"
        value={rate}
        {...WALK_RANGES.rate}
        defaultValue={0.25}
        taper="exponential"
        text={(value) => `${value.toFixed(2)} Hz`}
        onChange={(value) => send({ type: 'latent-walk', rate: value })}
      />
    </fieldset>
  );
}
