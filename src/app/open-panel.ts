import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PanelAddresses } from '../panel/addresses.ts';
import type { PanelServer, PanelServerOptions } from '../panel/server.ts';
import { installationRoot } from './installation.ts';
import type { StartPanelServer } from './services.ts';
import { print } from './terminal/print.ts';

export interface PanelListenOptions {
  readonly port: number;
  readonly host: string;
  /** Opens no browser. */
  readonly headless?: boolean | undefined;
}

/** Starts the panel server, prints its addresses, and opens a browser. Undefined, after a warning, when the server cannot start. */
export async function openPanel(
  startPanelServer: StartPanelServer,
  { headless, ...options }: PanelListenOptions & Omit<PanelServerOptions, 'folder'>,
): Promise<PanelServer | undefined> {
  try {
    const folder = join(installationRoot(), 'dist', 'panel');
    const panel = await startPanelServer({ ...options, folder });
    print(`panel: ${panel.url}`);
    for (const line of networkLines(panel, options.host)) print(line);
    if (headless !== true) openBrowser(panel.url);
    return panel;
  } catch (error) {
    process.stderr.write(`warning: no panel: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** The panel's addresses for other devices, and the limits of its security. */
function networkLines({ network }: PanelAddresses, host: string): string[] {
  if (network.length === 0) return host === '0.0.0.0' || host === '::' ? ['This computer is on no network now.'] : [];
  return [
    `on the network: ${network.join(' ')}`,
    'Pair each browser there with the code on the display. The connection is not encrypted.',
  ];
}

/** Opens the system's browser; does nothing where there is none. */
function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const command = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
