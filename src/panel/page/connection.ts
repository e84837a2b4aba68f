import { AUDIO_HEADER_BYTES } from '../audio-message.ts';
import { UNPAIRED_CODE } from '../close-codes.ts';
import type { PanelAction, ServerMessage } from '../protocol.ts';

const AGAIN_MS = 1000;

export interface Connection {
  /** What is sent while the instrument is gone is lost. */
  send(action: PanelAction): void;
  /** Asks for the instrument once more, after `unpaired`. */
  reconnect(): void;
  /** For good. */
  close(): void;
}

/** Talks to the instrument; when it is gone, asks for it again every second. */
export function connect(on: {
  message(message: ServerMessage): void;
  sound(samples: Float32Array, sampleRate: number): void;
  /** Whether the instrument is there. */
  change(isThere: boolean): void;
  /** The instrument does not know this page; it is not asked again until it is told to. */
  unpaired(): void;
}): Connection {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const open = (): void => {
    const url = new URL('/panel', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => on.change(true);
    socket.onclose = ({ code }) => {
      if (isClosed) return;
      on.change(false);
      if (code === UNPAIRED_CODE) on.unpaired();
      else timer = setTimeout(open, AGAIN_MS);
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') on.message(JSON.parse(data));
      else on.sound(new Float32Array(data, AUDIO_HEADER_BYTES), new DataView(data).getUint32(4, true));
    };
  };
  open();
  return {
    send: (action) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(action));
    },
    reconnect: open,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
