import type { PanelAction } from './protocol.ts';

/** Something in the page that holds gates: the buttons with their keys, the map, the plane of latents, a gamepad. */
export type GateHolder = 'faceplate' | 'map' | 'latents' | 'gamepad';

/**
 * Combines what holds the gates in one page, which the instrument sees as one client: a gate is high while anything holds it.
 *
 * @param send gets every other action, and those changes of a gate that are left
 * @returns a `send` for each holder
 */
export function createGateHolders(send: (action: PanelAction) => void): (by: GateHolder) => typeof send {
  const holders = [new Set<GateHolder>(), new Set<GateHolder>()];
  return (by) => (action) => {
    if (action.type !== 'gate') {
      send(action);
      return;
    }
    const held = holders[action.gate];
    const wasHigh = held.size > 0;
    if (action.isHigh) held.add(by);
    else held.delete(by);
    if (wasHigh !== held.size > 0) send(action);
  };
}
