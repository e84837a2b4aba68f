/** An input of the web panel, passed to the control thread like one of the board's own. */
export type PanelInput =
  | { readonly kind: 'cv'; readonly channel: number; readonly volts: number }
  | { readonly kind: 'gate'; readonly gate: number; readonly isHigh: boolean }
  | { readonly kind: 'turn'; readonly steps: number }
  | { readonly kind: 'down' | 'up' };
