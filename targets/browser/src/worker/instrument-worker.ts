import { threadError } from '../../../../src/engine/thread-message.ts';
import type { PageMessage } from './messages.ts';
import { type OpenInstrument, openInstrument } from './open-instrument.ts';
import { renderInWorker } from './render-in-worker.ts';
import { servePage } from './serve-page.ts';

/** The entry of the Worker of the instrument: what the main thread is in Node. Messages that arrive early wait for the instrument. */
let opening: Promise<OpenInstrument> | undefined;

addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  if (data.kind === 'start') opening = openInstrument(data.folder);
  else if (data.kind === 'panel') void serve(data.port);
  else if (data.kind === 'sound') void opening?.then(({ engine }) => engine.attach(data.port, data.burstFrames));
  else if (data.kind === 'render') void opening?.then((open) => renderInWorker(open, data));
});

async function serve(port: MessagePort): Promise<void> {
  try {
    if (opening !== undefined) servePage(await opening, port);
  } catch (error) {
    port.postMessage({ type: 'fault', error: threadError(error) });
  }
}
