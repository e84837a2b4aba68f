import { NeurorackError } from '../../contracts/errors.ts';
import { checkAnalysisSettings } from '../../descriptors/analysis/check-analysis-settings.ts';
import { type AnalysisSettings, DEFAULT_ANALYSIS } from '../../descriptors/descriptor.ts';

/** The options of `describe` that set windows and hop, in samples; absent ones have defaults. */
export interface WindowOptions {
  readonly hop?: number;
  readonly window?: number;
  readonly rmsWindow?: number;
  readonly zcrWindow?: number;
  readonly f0Window?: number;
}

/**
 * The default settings with the given options.
 *
 * @throws NeurorackError 'usage' for options that no sound can be analysed with
 */
export function settingsFrom(options: WindowOptions): AnalysisSettings {
  const { hop, windows } = DEFAULT_ANALYSIS;
  const settings: AnalysisSettings = {
    ...DEFAULT_ANALYSIS,
    hop: options.hop ?? hop,
    windows: {
      rms: options.rmsWindow ?? windows.rms,
      spectral: options.window ?? windows.spectral,
      zcr: options.zcrWindow ?? windows.zcr,
      f0: options.f0Window ?? windows.f0,
    },
  };
  try {
    checkAnalysisSettings(settings, 1);
  } catch (cause) {
    if (!(cause instanceof NeurorackError)) throw cause;
    throw new NeurorackError('usage', cause.message, { remedy: cause.remedy, cause });
  }
  return settings;
}
