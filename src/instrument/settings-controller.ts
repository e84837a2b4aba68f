import type { ControlSettings } from '../control/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { createMapMotion, type MapMotion } from './map-motion.ts';
import type { SetMap } from './set-map.ts';

/** The control settings that play, and the motion that moves the map point of them. Main thread. */
export interface SettingsController {
  /** As the user set them, without the motion. */
  readonly settings: ControlSettings;
  readonly mapMotion: MapMotion;
  /** Replaces ranges, bases, depths and calibration at once. */
  configure(settings: ControlSettings): void;
}

export interface SettingsControllerOptions {
  readonly initial: ControlSettings;
  readonly map: SetMap;
  readonly engine: Pick<Engine, 'send'>;
  readonly onMessage: (sentence: string) => void;
}

export function createSettingsController({
  initial,
  map,
  engine,
  onMessage,
}: SettingsControllerOptions): SettingsController {
  let settings = initial;
  const mapMotion = createMapMotion({ map, settings: () => settings, onMove: send, onMessage });

  function send(): void {
    engine.send({ kind: 'settings', settings: mapMotion.withPlayback(settings) });
  }

  return {
    get settings() {
      return settings;
    },
    mapMotion,
    configure: (next) => {
      mapMotion.handleSettings(settings, next);
      settings = next;
      send();
    },
  };
}
