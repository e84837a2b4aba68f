import type { Thread } from '../../../../src/engine/thread.ts';
import type { RenderCommand, RenderMessage, RenderReport, RenderStart } from './messages.ts';

export interface RenderThread extends Thread {
  setHeadroom(frames: number): void;
}

/** Starts a render Worker; `attachMixer` gets the port on which its samples go. */
export function startRenderThread({
  start,
  onReport,
  onUnexpectedExit,
  attachMixer,
}: {
  readonly start: RenderStart;
  readonly onReport: (report: RenderReport) => void;
  readonly onUnexpectedExit: (error: Error | undefined) => void;
  readonly attachMixer: (port: MessagePort) => void;
}): RenderThread {
  const worker = new Worker(`${start.folder}render-worker.js`, { type: 'module', name: 'neurorack-render' });
  const [engine, mixer] = [new MessageChannel(), new MessageChannel()];
  let markEnded = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    markEnded = resolve;
  });
  let isOver = false;

  function end(): void {
    if (isOver) return;
    isOver = true;
    worker.terminate();
    engine.port1.close();
    markEnded();
  }

  engine.port1.onmessage = ({ data }: MessageEvent<RenderReport>) => {
    if (isOver) return;
    onReport(data);
    if (data.kind === 'ended' || data.kind === 'failed') end();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    if (isOver) return;
    end();
    onUnexpectedExit(new Error(event.message));
  };
  const message: RenderMessage = { kind: 'start', start, engine: engine.port2, mixer: mixer.port2 };
  worker.postMessage(message, [engine.port2, mixer.port2]);
  attachMixer(mixer.port1);
  const post = (command: RenderCommand): void => engine.port1.postMessage(command);
  return { ended, send: post, setHeadroom: (frames) => post({ kind: 'headroom', frames }), kill: end };
}
