/** The jacks that a channel of a sound card can be. */
export const AUDIO_JACKS = ['gate1', 'gate2', 'cv1', 'cv2', 'cv3', 'cv4'] as const;
export type AudioJack = (typeof AUDIO_JACKS)[number];

/** Inputs of a DC-coupled sound card as jacks. */
export interface AudioJacks {
  /** An `input` of `Target.listAudioDevices`: 'alsa:hw:CARD=ES8,DEV=0'. */
  readonly device: string;
  /** The channel of each jack, from 1; a jack without one reads 0 V. */
  readonly channels: Readonly<Partial<Record<AudioJack, number>>>;
  /** Volts of a full-scale sample: 10 for an Expert Sleepers ES-8 or ES-9. */
  readonly fullScaleVolts: number;
}
