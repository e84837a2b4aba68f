import {
  createLinuxHealth,
  createLinuxThread,
  createMidiPorts,
  createMonotonicClock,
  createShortsAccelerator,
  listAlsaDevices,
  openSystemd,
} from '@neurorack/common';
import type { Target } from '@neurorack/contracts/target';
import { AUDIO_SINKS, createHostSink } from './audio-sinks.ts';
import { selectAutomaticSink } from './automatic-sink.ts';
import { listDecibriDevices } from './decibri.ts';
import { ACCELERATORS, createHostAccelerator } from './host-accelerator.ts';
import { openHostJacks } from './host-jacks.ts';

export { hostBoard } from './host-board.ts';

/** Any computer: networks run on the CPU; the panel page replaces jacks and knob. */
export const hostTarget: Target = {
  id: 'host',
  accelerators: ACCELERATORS,
  createAccelerator: (name) => createHostAccelerator(name),
  createOtherPrecisions: () => [createShortsAccelerator()],
  createClock: createMonotonicClock,
  audioSinks: AUDIO_SINKS,
  createAudioSink: (name) => createHostSink(name, createMonotonicClock()),
  selectAudioSink: (sampleRate) => selectAutomaticSink(sampleRate),
  listAudioDevices: async () => (process.platform === 'linux' ? listAlsaDevices() : listDecibriDevices()),
  openInputs: async () => ({}),
  openAudioInputs: (jacks, clock) => openHostJacks(jacks, clock),
  openMidiPorts: () => createMidiPorts(),
  createThreadControl: createLinuxThread,
  createBoardHealth: () => createLinuxHealth(),
  openServiceManager: () => openSystemd(),
};
