import type { PanelInput } from '../../../../src/contracts/panel-input.ts';

/** The voltages and gates that the panel holds, for a render Worker that starts later. */
export interface HeldInputs {
  note(input: PanelInput): void;
  messages(): readonly PanelInput[];
}

export function createHeldInputs(): HeldInputs {
  const held = new Map<string, PanelInput>();
  return {
    note: (input) => {
      if (input.kind === 'cv') held.set(`cv${input.channel}`, input);
      else if (input.kind === 'gate' && input.isHigh) held.set(`gate${input.gate}`, input);
      else if (input.kind === 'gate') held.delete(`gate${input.gate}`);
    },
    messages: () => [...held.values()],
  };
}
