import { threadError } from '../../../../src/engine/thread-message.ts';
import type { PanelToPage } from '../panel/port-messages.ts';
import { type PanelService, servePanel } from '../panel/serve-panel.ts';
import { openBrowserSession } from '../storage/open-session.ts';
import type { PageMessage, PageReport } from './messages.ts';
import { type OpenInstrument, openInstrument } from './open-instrument.ts';
import { renderInWorker } from './render-in-worker.ts';
import { servePage } from './serve-page.ts';

interface Opened extends OpenInstrument {
  readonly service: PanelService;
}

/** The entry of the Worker of the instrument: the counterpart of Node's main thread. Messages that arrive early wait for the instrument. */
let opening: Promise<Opened> | undefined;

addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
  if (data.kind === 'start') opening = open(data.folder);
  else if (data.kind === 'panel') void serve(data.port, ({ service }) => service.add(data.port));
  else if (data.kind === 'figures') void serve(data.port, (opened) => servePage(opened, data.port));
  else if (data.kind === 'sound') void opening?.then(({ engine }) => engine.attach(data.port, data.burstFrames));
  else if (data.kind === 'render') void opening?.then((opened) => renderInWorker(opened, data));
});

/** Opens the instrument as the last session in this browser left it. */
async function open(folder: string): Promise<Opened> {
  const session = await openBrowserSession({ folder, diskName: `neurorack ${folder}` });
  const opened = await openInstrument(folder, session);
  const routes = session.attach(opened.instrument, { onMessage: opened.show });
  for (const message of session.messages) opened.show(message);
  opened.engine.on((event) => {
    if (event.kind !== 'playing' || event.program.kind !== 'model') return;
    const live: PageReport = { kind: 'live' };
    postMessage(live);
  });
  return { ...opened, service: servePanel(opened.panel, routes) };
}

async function serve(port: MessagePort, connect: (opened: Opened) => void): Promise<void> {
  try {
    if (opening !== undefined) connect(await opening);
  } catch (error) {
    const { message, remedy } = threadError(error);
    const fault: PanelToPage = { kind: 'fault', message: `${message}: ${remedy}` };
    port.postMessage(fault);
  }
}
