import type {
  Hello,
  OledFrame,
  PanelAction,
  PanelJacks,
  PanelMap,
  PanelMeters,
  PanelSets,
  PanelSettings,
  PanelState,
} from './protocol.ts';

/** What a panel needs of the instrument it shows; the main thread's. */
export interface PanelInstrument {
  readonly hello: Hello;
  sets(): PanelSets;
  map(): PanelMap;
  state(): PanelState;
  settings(): PanelSettings;
  /** Asked only while a page inspects them. */
  jacks(): PanelJacks;
  meters(): PanelMeters;
  oled(): OledFrame;
  /**
   * Does what a page asks.
   *
   * @throws NeurorackError 'bad-input' for what is not there, with what is; 'busy' while another jack is measured
   */
  dispatch(action: Exclude<PanelAction, { type: 'listen' | 'inspect' }>): void;
  /** What has sounded since it was last asked, and the stream's frame of its first sample. Empty when nothing. */
  takeAudio(): { readonly frame: number; readonly samples: Float32Array };
}
