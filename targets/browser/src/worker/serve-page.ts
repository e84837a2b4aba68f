import type { PanelInstrument } from '../../../../src/panel/instrument.ts';
import type { OpenInstrument } from './open-instrument.ts';

/** Interval of the state, ms. */
const STATE_MS = 100;

/** The figures that the first page shows. */
export interface Figures {
  /** Rendering time of a block as a share of its duration. */
  readonly realTimeFactor: number;
  readonly underruns: number;
  /** From the arrival of a gate until the AudioWorklet has its frame, ms. */
  readonly gateP50Ms: number;
  readonly gateP99Ms: number;
  readonly gates: number;
  readonly position: number;
  readonly level: number;
  readonly isShared: boolean;
}

/** Serves the first page on a port: carries out its actions, and posts state and figures ten times a second. */
export function servePage({ panel, engine, view, options }: OpenInstrument, port: MessagePort): void {
  port.onmessage = ({ data }: MessageEvent<Parameters<PanelInstrument['dispatch']>[0]>) => panel.dispatch(data);
  port.postMessage(panel.hello);
  port.postMessage(panel.sets());
  setInterval(() => {
    view.outputTap.poll();
    const { blockUs, gateLatencyUs } = engine.meters;
    const figures: Figures = {
      realTimeFactor: (blockUs.quantile(0.5) * options.sampleRate) / (options.block * 1e6),
      underruns: engine.meters.read('underruns'),
      gateP50Ms: gateLatencyUs.quantile(0.5) / 1000,
      gateP99Ms: gateLatencyUs.quantile(0.99) / 1000,
      gates: gateLatencyUs.count,
      position: engine.position,
      level: view.outputTap.level,
      isShared: crossOriginIsolated,
    };
    port.postMessage({ type: 'figures', values: figures });
    port.postMessage(panel.state());
  }, STATE_MS);
}
