/** Whether a set that is chosen in the panel plays once, and how loud. Plain data. */
export interface AuditionSettings {
  readonly isOn: boolean;
  /** Added to the level, dB. */
  readonly levelDb: number;
}

export const MIN_AUDITION_DB = -30;

export const DEFAULT_AUDITION: AuditionSettings = { isOn: true, levelDb: -6 };
