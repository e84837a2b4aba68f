import type { Transport } from '../../../../src/panel/page/transport.ts';
import { startInstrument } from '../page/sound.ts';
import { startOffline } from '../service-worker/start-offline.ts';
import { createPageAudio } from './page-audio.ts';
import { createPortTransport } from './port-transport.ts';

const folder = new URL('.', document.baseURI).href;
const instrument = startInstrument({ folder });
window.neurorack = { instrument };
// The service worker fetches every file of the folder, most of which the first sound does not need.
void startOffline(folder, instrument.live);

/** The instrument in this page: its Worker answers on a port, and its sound comes from an AudioWorklet. */
export const transport: Transport = {
  ...createPortTransport(instrument.connect('panel')),
  createAudio: (onReport) => createPageAudio(instrument.sound, onReport),
  soundDelayMs: 0,
  isShared: false,
};
