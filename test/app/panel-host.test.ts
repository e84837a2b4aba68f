import { describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { createPanelHost } from '../../src/app/panel-host.ts';
import { SERVICES } from '../../src/app/services.ts';
import type { PanelServerOptions } from '../../src/panel/server.ts';
import { createFakeInstrument } from '../panel/fake-instrument.ts';
import { createFaultyDisk, HOME } from '../state/faulty-disk.ts';

/** A panel host at `host` that opens no port and uses no real disk. */
function setUp(host: string) {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const opened: PanelServerOptions[] = [];
  const messages: string[] = [];
  const disk = createFaultyDisk();
  const container = createContainer({ modelsDirectory: '/nowhere' });
  container.rebind(SERVICES.fileSystem).toConstantValue(disk);
  container.rebind(SERVICES.stateHome).toConstantValue(HOME);
  container.rebind(SERVICES.startPanelServer).toConstantValue(async (options) => {
    opened.push(options);
    const close = async (): Promise<void> => undefined;
    return { url: '', network: ['http://10.0.0.7:4880/'], clients: 0, droppedAudioMessages: 0, close };
  });
  const panelHost = createPanelHost(container, {
    host,
    port: 4880,
    headless: true,
    onMessage: (line) => void messages.push(line),
  });
  return { panelHost, opened, messages, disk };
}

describe('the panel host', () => {
  it.each(['127.0.0.1', '::1'])('shows no paired clients at %s until one of a proxy has paired', async (host) => {
    const { panelHost, opened, messages } = setUp(host);
    await panelHost.open(createFakeInstrument().instrument, {});
    expect(panelHost.pairedClients.count).toBeUndefined();
    opened[0].pairing?.requestCode('127.0.0.1');
    opened[0].pairing?.enterCode(messages.at(-1)?.replace(/\D/g, '') ?? '', '127.0.0.1');
    expect(panelHost.pairedClients.count).toBe(1);
    panelHost.pairedClients.revokeAll();
    expect(panelHost.pairedClients.count).toBeUndefined();
  });

  it('pairs clients on a network, and does nothing before it is opened', async () => {
    const { panelHost, opened, messages, disk } = setUp('0.0.0.0');
    expect([panelHost.address(), panelHost.pairedClients?.count, disk.steps]).toEqual([undefined, 0, []]);
    await panelHost.open(createFakeInstrument().instrument, {});
    expect(panelHost.address()).toBe('10.0.0.7:4880');
    opened[0].pairing?.requestCode('10.0.0.2');
    expect(panelHost.pairingMessage()).toBe(messages.at(-1));
    opened[0].pairing?.enterCode(messages.at(-1)?.replace(/\D/g, '') ?? '', '10.0.0.2');
    expect(panelHost.pairedClients?.count).toBe(1);
    panelHost.pairedClients?.revokeAll();
    expect(panelHost.pairedClients?.count).toBe(0);
  });
});
