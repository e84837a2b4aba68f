import type { PanelInput } from '../contracts/panel-input.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import type { VoicePatch } from '../voice/live-voice.ts';

/** A command of the main thread to the other threads; each thread ignores the kinds that do not concern it. */
export type Command =
  | { readonly kind: 'stop' }
  | { readonly kind: 'fade-out'; readonly frames: number }
  /** The master volume, as a factor of the samples. */
  | { readonly kind: 'volume'; readonly gain: number }
  /** Another output device, or another length of its buffer. */
  | { readonly kind: 'sink'; readonly sink: string; readonly bufferFrames: number | undefined }
  | { readonly kind: 'patch'; readonly patch: VoicePatch }
  | { readonly kind: 'map'; readonly map: SoundMap }
  /** A model is playing: the performance may begin. */
  | { readonly kind: 'start-performance' }
  | { readonly kind: 'settings'; readonly settings: ControlSettings }
  | { readonly kind: 'panel'; readonly message: PanelInput };
