import type { Hello, OledFrame, PanelAction, PanelMeters, PanelState } from './protocol.ts';

/** What a panel needs of the instrument it shows; the main thread's. */
export interface PanelInstrument {
  readonly hello: Hello;
  state(): PanelState;
  meters(): PanelMeters;
  oled(): OledFrame;
  /**
   * Does what a page asks.
   *
   * @throws NeurorackError 'bad-input' for what is not there, with what is
   */
  act(action: Exclude<PanelAction, { type: 'listen' }>): void;
  /** What has sounded since it was last asked, and the stream's frame of its first sample. Empty when nothing. */
  takeSound(): { readonly frame: number; readonly samples: Float32Array };
}
