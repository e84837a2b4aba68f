/** An event of a rotary encoder: steps, positive clockwise, or its button going down or up; time in µs. */
export type KnobEvent =
  | { readonly kind: 'turn'; readonly steps: number; readonly timeUs: number }
  | { readonly kind: 'down' | 'up'; readonly timeUs: number };

/**
 * A rotary encoder with a push button. The control thread makes every call; `src/control/push-detector.ts` distinguishes
 * long pushes from short ones.
 */
export interface Knob {
  /**
   * Calls `onEvent` with every event since the last poll, in order.
   *
   * @throws NeurorackError 'device-fault'
   */
  poll(onEvent: (event: KnobEvent) => void): void;
  close(): Promise<void>;
}
