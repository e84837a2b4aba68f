import type { ServiceManager } from '../contracts/service-manager.ts';
import type { Engine } from '../engine/engine.ts';
import type { Instrument } from '../instrument/instrument.ts';

/** How often the engine is checked, ms. */
const CHECK_MS = 250;
/** Signs of life in the time in which one is due. */
const SIGNS = 3;

export interface Watchdog {
  /** Reports the end of the instrument. */
  close(): void;
}

/**
 * Reports to the service manager that the instrument is ready once its stream moves, and then gives signs of life for as long as the stream
 * moves and the render threads make blocks: a stuck engine is started again. Where no model plays, silence is enough.
 */
export function startWatchdog(
  instrument: { readonly engine: Pick<Engine, 'position' | 'meters'> } & Pick<Instrument, 'on'>,
  { manager, nowMs = () => performance.now() }: { readonly manager: ServiceManager; readonly nowMs?: () => number },
): Watchdog {
  const { engine } = instrument;
  const { watchdogMs } = manager;
  const read = () => ({ position: engine.position, blocks: engine.meters.read('blocks') });
  let last = read();
  let lastSignMs = Number.NEGATIVE_INFINITY;
  let isReady = false;
  let isRendering = false;
  instrument.on((event) => {
    if (event.kind === 'playing') isRendering = true;
    else if (event.kind === 'lost' && event.role === 'render' && !event.isPlaying) isRendering = false;
  });

  const timer = setInterval(() => {
    if (watchdogMs !== undefined && nowMs() - lastSignMs < watchdogMs / SIGNS) return;
    const now = read();
    // A counter of 32 bits becomes negative after months.
    const isAlive = now.position > last.position && (!isRendering || now.blocks !== last.blocks);
    if (!isAlive) return;
    last = now;
    lastSignMs = nowMs();
    if (!isReady) manager.notify('READY=1');
    isReady = true;
    if (watchdogMs === undefined) clearInterval(timer);
    else manager.notify('WATCHDOG=1');
  }, CHECK_MS);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      manager.notify('STOPPING=1');
    },
  };
}
