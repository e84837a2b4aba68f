import type { PanelInstrument } from './instrument.ts';

export type InstrumentAction = Parameters<PanelInstrument['dispatch']>[0];

/**
 * Who holds what. A gate is high, and the encoder's button down, while any page holds it; what a page holds that goes away
 * is let go, so that no gate hangs.
 */
export interface HoldArbiter<Page> {
  /** @throws what the instrument throws */
  dispatch(page: Page, action: InstrumentAction): void;
  /** Lets go of all that this page holds. */
  releaseAll(page: Page): void;
}

export function createHoldArbiter<Page>(act: PanelInstrument['dispatch']): HoldArbiter<Page> {
  const gates = [new Set<Page>(), new Set<Page>()];
  const button = new Set<Page>();

  /** Whether that changes the whole. */
  function hold(holders: Set<Page>, page: Page, isHeld: boolean): boolean {
    const before = holders.size > 0;
    if (isHeld) holders.add(page);
    else holders.delete(page);
    return before !== holders.size > 0;
  }

  function actFor(page: Page, action: InstrumentAction): void {
    const isChange =
      action.type === 'gate'
        ? hold(gates[action.gate], page, action.isHigh)
        : action.type !== 'button' || hold(button, page, action.isDown);
    if (isChange) act(action);
  }

  return {
    dispatch: actFor,
    releaseAll: (page) => {
      for (const gate of gates.keys()) actFor(page, { type: 'gate', gate, isHigh: false });
      actFor(page, { type: 'button', isDown: false });
    },
  };
}
