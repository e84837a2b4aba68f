import type { PageMessage, PageReport } from '../worker/messages.ts';

declare global {
  interface Window {
    /** For tests and benches: the instrument, and the last messages of its figures by type. */
    neurorack?: { readonly instrument: BrowserInstrument; readonly latest?: ReadonlyMap<string, unknown> };
  }
}

/** Sample rate of all models of this project, Hz; the browser converts to that of its device. */
const SAMPLE_RATE = 44_100;
/** Frames of a render quantum. */
const QUANTUM = 128;

/** The instrument's Worker, and its sound. */
export interface BrowserInstrument {
  /** Opens a channel to the panel in the Worker, or to its figures, and returns the page's end. */
  connect(kind: 'panel' | 'figures'): MessagePort;
  /** Resolves when a model plays for the first time: all that the first sound needs has been fetched. */
  readonly live: Promise<void>;
  readonly sound: Sound;
  /** Renders a performance file's text, with the instrument's patch; resolves with the samples and the time that it took. */
  render(performance: string): Promise<{ readonly samples: Float32Array; readonly seconds: number }>;
  /** Ends the Worker and the sound. */
  close(): void;
}

export interface Sound {
  readonly state: 'off' | 'starting' | 'running' | 'suspended';
  /** The context and the last node, to hang an AnalyserNode on; undefined before the first start. */
  readonly context: AudioContext | undefined;
  readonly node: AudioNode | undefined;
  /**
   * Starts or resumes the sound. Call it inside the handler of a tap or a key: browsers allow sound nowhere else.
   *
   * @throws Error when the browser refuses
   */
  start(): Promise<void>;
  /** Suspends the sound; `start` resumes it. */
  stop(): Promise<void>;
  onChange(listener: () => void): void;
}

/** Starts the Worker of the instrument. @param folder address of the built folder, with a slash at its end */
export function startInstrument({ folder }: { readonly folder: string }): BrowserInstrument {
  const worker = new Worker(`${folder}instrument-worker.js`, { type: 'module', name: 'neurorack-instrument' });
  const post = (message: PageMessage, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  const live = new Promise<void>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<PageReport>) => data.kind === 'live' && resolve());
  });
  post({ kind: 'start', folder });
  const sound = createSound(folder, (port, burstFrames) => post({ kind: 'sound', port, burstFrames }, [port]));
  return {
    connect: (kind) => {
      const { port1, port2 } = new MessageChannel();
      post({ kind, port: port2 }, [port2]);
      return port1;
    },
    live,
    sound,
    render: (performance) =>
      new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
          port1.close();
          if ('error' in data) reject(new Error(data.error.message));
          else resolve(data);
        };
        post({ kind: 'render', performance, port: port2 }, [port2]);
      }),
    close: () => {
      worker.terminate();
      void sound.context?.close();
    },
  };
}

function createSound(folder: string, attach: (port: MessagePort, burstFrames: number) => void): Sound {
  const listeners: (() => void)[] = [];
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  let context: AudioContext | undefined;
  let node: AudioWorkletNode | undefined;
  let starting: Promise<void> | undefined;

  async function connect(opened: AudioContext): Promise<void> {
    await opened.audioWorklet.addModule(`${folder}sound-worklet.js`);
    node = new AudioWorkletNode(opened, 'neurorack-sound', { numberOfInputs: 0, outputChannelCount: [2] });
    node.connect(opened.destination);
    const { port1, port2 } = new MessageChannel();
    node.port.postMessage(port1, [port1]);
    attach(port2, Math.max(QUANTUM, Math.round(opened.baseLatency * opened.sampleRate)));
  }

  return {
    get state() {
      if (context === undefined) return 'off';
      if (node === undefined) return 'starting';
      return context.state === 'running' ? 'running' : 'suspended';
    },
    get context() {
      return context;
    },
    get node() {
      return node;
    },
    start: async () => {
      if (context === undefined) {
        context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
        context.addEventListener('statechange', notify);
        starting = connect(context);
      }
      // Within the tap: Safari counts the call itself, not what follows a wait.
      const resumed = context.resume();
      await Promise.all([resumed, starting]);
      notify();
    },
    stop: async () => {
      await context?.suspend();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
