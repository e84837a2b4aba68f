import { createMidiOverlay } from '../control/midi/midi-overlay.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../control/settings.ts';
import { createMidiController } from './midi-controller.ts';

/** Notes that are played: V8 has compiled and optimised nothing of MIDI before the first. */
const NOTES = 30;

/** Plays notes, a controller, a bend and a clock of a controller of its own, which moves nothing: the first note of a port is no later than others. */
export function warmUpMidi(): void {
  const overlay = createMidiOverlay();
  const midi = createMidiController({
    overlay,
    settings: () => DEFAULT_CONTROL_SETTINGS,
    configure: () => undefined,
    onOverlay: () => void overlay.apply(DEFAULT_CONTROL_SETTINGS),
    onInput: () => undefined,
    presets: () => undefined,
    onMessage: () => undefined,
  });
  for (let n = 0; n < NOTES; n++) {
    midi.receive('', [0x90, 48 + n, 100, 0xb0, 1, n, 0xe0, 0, 64, 0xf8, 0x80, 48 + n, 0]);
  }
  midi.panic();
  midi.close();
}
