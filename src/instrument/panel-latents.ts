import { LATENT_POINT, valueAt } from '../control/plane-point.ts';
import type { PanelAction, PanelLatents, PanelState } from '../panel/protocol.ts';
import type { Instrument } from './instrument.ts';
import type { LatentMotion } from './latent-motion.ts';
import { drawnPath, rounded } from './panel-map.ts';

type LatentAction = Extract<PanelAction, { type: 'latent-point' | 'latents' | 'latent-walk' }>;

/** The latents as a message to the panel. */
export function panelLatents({
  latentSpace,
  latentMotion,
  sets,
}: Pick<Instrument, 'latentSpace' | 'sets'> & {
  readonly latentMotion: Pick<LatentMotion, 'state' | 'path'>;
}): PanelLatents {
  const { seconds, points } = drawnPath(latentMotion);
  return {
    type: 'latents',
    sets: sets.flatMap((set) => {
      const place = latentSpace?.placeOf(set);
      return place === undefined ? [] : [{ name: set.name, x: rounded(place[0]), y: rounded(place[1]) }];
    }),
    path: {
      seconds,
      points: points.map(({ x, y }) => [rounded(valueAt('latent-1', x)), rounded(valueAt('latent-2', y))]),
    },
  };
}

/** Path and walk of the latents, as a part of the panel's state. */
export function latentState({ state, isLooping, walk }: LatentMotion): PanelState['latents'] {
  return { motion: state, isLooping, walk };
}

export function isLatentAction(action: PanelAction): action is LatentAction {
  return action.type === 'latent-point' || action.type === 'latents' || action.type === 'latent-walk';
}

/** Carries out an action on the latents. */
export function dispatchLatents(
  instrument: Pick<Instrument, 'settings' | 'latentMotion' | 'configure'>,
  action: LatentAction,
): void {
  const { settings, latentMotion } = instrument;
  if (action.type === 'latent-point') instrument.configure(LATENT_POINT.with(settings, LATENT_POINT.at(action)));
  else if (action.type === 'latent-walk') {
    const { isOn, width, rate } = action;
    latentMotion.setWalk({
      ...(isOn !== undefined && { isOn }),
      ...(width !== undefined && { width }),
      ...(rate !== undefined && { rate }),
    });
  } else if (action.command === 'loop' || action.command === 'once') latentMotion.setLooping(action.command === 'loop');
  else latentMotion[action.command]();
}
