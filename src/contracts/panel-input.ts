/** What a simulated panel tells the control thread: the hands of someone at a screen, or of a test. */
export type PanelInput =
  | { readonly kind: 'cv'; readonly channel: number; readonly volts: number }
  | { readonly kind: 'gate'; readonly gate: number; readonly isHigh: boolean }
  | { readonly kind: 'turn'; readonly steps: number }
  | { readonly kind: 'down' | 'up' };
