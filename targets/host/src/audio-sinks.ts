import { createRequire } from 'node:module';
import { createAlsaSink, createNullSink, createWavSink } from '@neurorack/common';
import type { AudioSink } from '@neurorack/contracts/audio-sink';
import type { Clock } from '@neurorack/contracts/clock';
import { NeurorackError } from '@neurorack/contracts/errors';
import { createDecibriSink } from './decibri-sink.ts';
import { createDeviceSink } from './device-sink.ts';

export const AUDIO_SINKS: ReadonlyMap<string, string> = new Map([
  ['auto', 'the default sound card, or the panel page where none opens'],
  ['alsa:<device>', 'a sound card of Linux, as `neurorack devices` lists them; `alsa:default` is the default one'],
  ['browser', 'played by the panel page, clocked by a timer'],
  ['wav:<file>', 'a WAV file, written as fast as it can be'],
  [
    'decibri:<name>',
    'a sound card of macOS, Windows or Linux, through the package decibri; `decibri:` is the default one',
  ],
  ['device:<name>', 'a sound card, through the package naudiodon where it is installed, otherwise decibri'],
  ['null', 'no output, clocked by a timer'],
]);

/** Buffer of an ALSA device: 11.6 ms at 44.1 kHz, which a desktop without a real-time scheduler keeps filled. */
export const ALSA_BUFFER = { periodFrames: 128, periods: 4 };

/** Creates a sink by its name; see `Target.createAudioSink`. */
export function createHostSink(name: string, clock: Clock): AudioSink {
  const [kind, rest] = [name.split(':', 1)[0], name.slice(name.indexOf(':') + 1)];
  if (name === 'null' || name === 'browser') return createNullSink({ clock, name });
  if (kind === 'wav' && name.includes(':') && rest !== '') return createWavSink(rest);
  if (kind === 'alsa' && name.includes(':') && rest !== '') return createAlsaSink({ device: rest, ...ALSA_BUFFER });
  const device = name.includes(':') ? rest : '';
  if (kind === 'decibri') return createDecibriSink(device);
  if (kind === 'device') return hasNaudiodon() ? createDeviceSink(device) : { ...createDecibriSink(device), name };
  throw new NeurorackError('usage', `there is no audio sink '${name}'`, {
    remedy: `choose one of ${[...AUDIO_SINKS.keys()].join(', ')}`,
  });
}

/** Whether naudiodon is installed; not loaded: one thread of a process alone can. */
function hasNaudiodon(): boolean {
  try {
    createRequire(import.meta.url).resolve('naudiodon');
    return true;
  } catch {
    return false;
  }
}
