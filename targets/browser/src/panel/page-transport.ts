import type { Transport } from '../../../../src/panel/page/transport.ts';
import { startInstrument } from '../page/sound.ts';
import { startOffline } from '../service-worker/start-offline.ts';
import { createPageAudio } from './page-audio.ts';
import { createPortTransport } from './port-transport.ts';

const folder = new URL('.', document.baseURI).href;
const instrument = startInstrument({ folder });
window.neurorack = { instrument };
void startOffline(folder);

/** The instrument in this page: its Worker answers on a port, and its sound comes from an AudioWorklet. */
export const transport: Transport = {
  ...createPortTransport(instrument.connect('panel')),
  createAudio: (onReport) => createPageAudio(instrument.sound, onReport),
  soundDelayMs: 0,
  isShared: false,
};
