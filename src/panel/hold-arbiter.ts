import type { PanelInstrument } from './instrument.ts';

export type InstrumentAction = Parameters<PanelInstrument['dispatch']>[0];

/**
 * Combines what several clients hold. A gate is high, the encoder's button is down, and a touch lasts, while any client holds it. What a
 * disconnected client held is released, its MIDI ports too, so that no gate stays high.
 */
export interface HoldArbiter<Client> {
  /** @throws what the instrument throws */
  dispatch(client: Client, action: InstrumentAction): void;
  /** Releases everything that this client holds. */
  releaseAll(client: Client): void;
}

export function createHoldArbiter<Client>(dispatch: PanelInstrument['dispatch']): HoldArbiter<Client> {
  const gateHolders = [new Set<Client>(), new Set<Client>()];
  const buttonHolders = new Set<Client>();
  const touching = new Set<Client>();
  /** MIDI ports of each client. */
  const ports = new Map<Client, Set<string>>();

  /** Whether the combined state changes. */
  function hold(holders: Set<Client>, client: Client, isHeld: boolean): boolean {
    const before = holders.size > 0;
    if (isHeld) holders.add(client);
    else holders.delete(client);
    return before !== holders.size > 0;
  }

  function isChange(client: Client, action: InstrumentAction): boolean {
    switch (action.type) {
      case 'gate':
        return hold(gateHolders[action.gate], client, action.isHigh);
      case 'button':
        return hold(buttonHolders, client, action.isDown);
      case 'touch':
        return hold(touching, client, action.isDown);
      default:
        return true;
    }
  }

  function dispatchFor(client: Client, action: InstrumentAction): void {
    if (action.type === 'midi') ports.set(client, (ports.get(client) ?? new Set()).add(action.port));
    else if (action.type === 'midi-release') ports.get(client)?.delete(action.port);
    if (isChange(client, action)) dispatch(action);
  }

  return {
    dispatch: dispatchFor,
    releaseAll: (client) => {
      for (const gate of gateHolders.keys()) dispatchFor(client, { type: 'gate', gate, isHigh: false });
      dispatchFor(client, { type: 'button', isDown: false });
      dispatchFor(client, { type: 'touch', isDown: false });
      for (const port of ports.get(client) ?? []) dispatch({ type: 'midi-release', port });
      ports.delete(client);
    },
  };
}
