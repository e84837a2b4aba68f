import type {
  Hello,
  OledFrame,
  PanelAction,
  PanelJacks,
  PanelLatents,
  PanelMap,
  PanelMeters,
  PanelMidi,
  PanelSets,
  PanelSettings,
  PanelState,
} from './protocol.ts';

/** The part of the instrument that the panel uses. Main thread only. */
export interface PanelInstrument {
  readonly hello: Hello;
  sets(): PanelSets;
  map(): PanelMap;
  latents(): PanelLatents;
  state(): PanelState;
  settings(): PanelSettings;
  /** Called only while a client inspects the jacks. */
  jacks(): PanelJacks;
  meters(): PanelMeters;
  midi(): PanelMidi;
  oled(): OledFrame;
  /**
   * Carries out an action of a client.
   *
   * @throws NeurorackError 'bad-input' for an unknown name, with the available ones; 'busy' while another jack is measured
   */
  dispatch(action: Exclude<PanelAction, { type: 'listen' | 'inspect' }>): void;
  /** The audio since the last call, and the stream's frame of its first sample. Empty when there is none. */
  takeAudio(): { readonly frame: number; readonly samples: Float32Array };
  /** A first client has turned the sound on, or the last one has turned it off. */
  handleListening?(isOn: boolean): void;
}
