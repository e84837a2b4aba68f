/** What a rotary encoder tells: steps clockwise positive, its button down or up; time in µs. Pushes are made of it elsewhere. */
export type KnobEvent =
  | { readonly kind: 'turn'; readonly steps: number; readonly timeUs: number }
  | { readonly kind: 'down' | 'up'; readonly timeUs: number };

/** A rotary encoder with a push button. The control thread alone makes every call. */
export interface Knob {
  /**
   * Calls back with everything since the last poll, in order.
   *
   * @throws NeurorackError 'device-fault'
   */
  poll(onEvent: (event: KnobEvent) => void): void;
  close(): Promise<void>;
}
