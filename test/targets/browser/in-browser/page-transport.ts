import type { Transport } from '../../../../src/panel/page/transport.ts';
import type { PanelAction } from '../../../../src/panel/protocol.ts';
import { createPageAudio } from '../../../../targets/browser/src/panel/page-audio.ts';
import { createPortTransport } from '../../../../targets/browser/src/panel/port-transport.ts';
import { startOffline } from '../../../../targets/browser/src/service-worker/start-offline.ts';

void startOffline(new URL('.', document.baseURI).href);

/** The panel of a fake instrument in a Worker, with real storage and banks; its sound is a silent context. */
const worker = new Worker(new URL('fake-instrument-worker.js', document.baseURI), { type: 'module' });
const actions: PanelAction[] = [];
worker.onmessage = ({ data }: MessageEvent<PanelAction>) => void actions.push(data);
window.testActions = actions;
const { port1, port2 } = new MessageChannel();
worker.postMessage({ folder: new URL('.', document.baseURI).href, port: port2 }, [port2]);

let context: AudioContext | undefined;
let node: AudioNode | undefined;
const listeners: (() => void)[] = [];

declare global {
  interface Window {
    /** The context of the page's sound. */
    testContext?: AudioContext;
    /** The actions that the instrument has carried out. */
    testActions?: readonly PanelAction[];
  }
}

export const transport: Transport = {
  ...createPortTransport(port1),
  createAudio: (onReport) =>
    createPageAudio(
      {
        get context() {
          return context;
        },
        get node() {
          return node;
        },
        start: async () => {
          context ??= new AudioContext();
          window.testContext = context;
          node ??= new GainNode(context);
          context.onstatechange = () => {
            for (const listener of listeners) listener();
          };
          await context.resume();
        },
        stop: async () => context?.suspend(),
        onChange: (listener) => void listeners.push(listener),
      },
      onReport,
    ),
  soundDelayMs: 0,
  isShared: false,
};
