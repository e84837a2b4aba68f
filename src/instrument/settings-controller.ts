import type { LatentMotionSettings } from '../control/latent-motion-settings.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { createLatentMotion, type LatentMotion } from './latent-motion.ts';
import { createMapMotion, type MapMotion } from './map-motion.ts';
import type { SetMap } from './set-map.ts';
import type { ChangeRecorder } from './undo/change-recorder.ts';

/** The control settings that play, and the motions that move the map point and the latents of them. Main thread. */
export interface SettingsController {
  /** As the user set them, without the motions. */
  readonly settings: ControlSettings;
  readonly mapMotion: MapMotion;
  readonly latentMotion: LatentMotion;
  /** Replaces ranges, bases, depths and calibration at once. */
  configure(settings: ControlSettings): void;
}

export interface SettingsControllerOptions {
  readonly initial: ControlSettings;
  readonly map: SetMap;
  /** Path and walk of the latents in the last session. Default: neither. */
  readonly latents?: LatentMotionSettings | undefined;
  readonly seed: number;
  readonly engine: Pick<Engine, 'send'>;
  readonly onMessage: (sentence: string) => void;
  /** Carries out a change of the motions, which can then be undone. Default: without undo. */
  readonly record?: ChangeRecorder['record'] | undefined;
}

export function createSettingsController({
  initial,
  map,
  latents,
  seed,
  engine,
  onMessage,
  record,
}: SettingsControllerOptions): SettingsController {
  let settings = initial;
  const mapMotion = createMapMotion({ map, settings: () => settings, onMove: send, onMessage, record });

  const latentMotion = createLatentMotion({
    settings: () => settings,
    configure,
    onMove: send,
    onMessage,
    seed,
    record,
  });

  function send(): void {
    engine.send({ kind: 'settings', settings: latentMotion.withPlayback(mapMotion.withPlayback(settings)) });
  }

  function configure(next: ControlSettings): void {
    mapMotion.handleSettings(settings, next);
    latentMotion.handleSettings(settings, next);
    settings = next;
    send();
  }

  if (latents !== undefined) latentMotion.restore(latents);

  return {
    get settings() {
      return settings;
    },
    mapMotion,
    latentMotion,
    configure,
  };
}
