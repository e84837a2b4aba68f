import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PanelAddresses } from '../panel/addresses.ts';
import type { PanelInstrument } from '../panel/instrument.ts';
import { type PanelServer, type PanelServerOptions, startPanelServer } from '../panel/server.ts';
import { installationRoot } from './installation.ts';
import { print } from './terminal/print.ts';

export interface PanelListenOptions {
  readonly port: number;
  readonly host: string;
  readonly headless?: boolean;
}

/** The page is a comfort: without a port the instrument plays all the same. */
export async function openPanel(
  instrument: PanelInstrument,
  { port, host, headless }: PanelListenOptions,
  doors: Pick<PanelServerOptions, 'pairing' | 'banks' | 'curves'>,
): Promise<PanelServer | undefined> {
  try {
    const folder = join(installationRoot(), 'dist', 'panel');
    const panel = await startPanelServer({ instrument, folder, port, host, ...doors });
    print(`panel: ${panel.url}`);
    for (const line of networkLines(panel, host)) print(line);
    if (headless !== true) openBrowser(panel.url);
    return panel;
  } catch (error) {
    process.stderr.write(`warning: no panel: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** Where a phone finds the panel, and what that means. */
function networkLines({ network }: PanelAddresses, host: string): string[] {
  if (network.length === 0) return host === '0.0.0.0' || host === '::' ? ['This computer is in no network now.'] : [];
  return [
    `on the network: ${network.join(' ')}`,
    'A new page there asks for a code, which the display shows. What goes over the network is not encrypted.',
  ];
}

/** Opens the system's browser where there is one; silence where there is none. */
function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const command = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
