import type { LatentMotionSettings } from '../control/latent-motion-settings.ts';
import { createMidiOverlay, type MidiOverlay } from '../control/midi/midi-overlay.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { createLatentMotion, type LatentMotion } from './latent-motion.ts';
import { createMapMotion, type MapMotion } from './map-motion.ts';
import type { SetMap } from './set-map.ts';
import type { ChangeRecorder } from './undo/change-recorder.ts';

/** The control settings that play, and what moves them: the motions of the map point and the latents, and MIDI. Main thread. */
export interface SettingsController {
  /** As the user set them, without motions and MIDI. */
  readonly settings: ControlSettings;
  readonly mapMotion: MapMotion;
  readonly latentMotion: LatentMotion;
  /** The values of MIDI; `resend` plays their changes. */
  readonly overlay: MidiOverlay;
  /** The values of triggers of the panel, over those of MIDI. */
  readonly triggerOverlay: MidiOverlay;
  resend(): void;
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
  const overlay = createMidiOverlay();
  const triggerOverlay = createMidiOverlay();
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
    engine.send({
      kind: 'settings',
      settings: triggerOverlay.apply(overlay.apply(latentMotion.withPlayback(mapMotion.withPlayback(settings)))),
    });
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
    overlay,
    triggerOverlay,
    resend: send,
    configure,
  };
}
