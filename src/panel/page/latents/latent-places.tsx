import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import type { PanelAction, PanelLatents } from '../../protocol.ts';
import { Choice } from '../choice.tsx';

const ELSEWHERE = '';
const AS_IT_IS = 'as it is';

/** A list of the sets to go to, and the button that resets the latents. */
export function LatentPlaces(props: {
  sets: PanelLatents['sets'];
  offset: MapPoint;
  /** Called with the place of the chosen set; undefined: the sound as it is. */
  onGo: (place: MapPoint | undefined) => void;
  send: (action: PanelAction) => void;
}) {
  const { sets, offset, onGo, send } = props;
  return (
    <div class="map-head">
      <Choice
        label="Go to"
        value={offset.x === 0 && offset.y === 0 ? AS_IT_IS : ELSEWHERE}
        options={[
          [ELSEWHERE, 'elsewhere'],
          [AS_IT_IS, 'the sound as it is'],
          ...sets.map(({ name }) => [name, name] as const),
        ]}
        onChoose={(name) => {
          const found = sets.find((set) => set.name === name);
          if (name === AS_IT_IS || found !== undefined) onGo(found);
        }}
      />
      <div class="latent-buttons">
        <button type="button" class="plain" onClick={() => send({ type: 'latents', command: 'reset' })}>
          Reset
        </button>
      </div>
    </div>
  );
}
