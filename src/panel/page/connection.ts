import { AUDIO_HEADER_BYTES } from '../audio-message.ts';
import { UNPAIRED_CODE } from '../close-codes.ts';
import type { Connection, ConnectionOptions } from './transport.ts';

const RECONNECT_MS = 1000;
/** Failed attempts after which the instrument is gone: a restart of the instrument takes less. */
const GONE_ATTEMPTS = 3;

/** Connects to the instrument's server by a WebSocket, and tries again every second when the connection is lost. */
export function connect({ onMessage, onAudio, onConnectedChange, onGone, onUnpaired }: ConnectionOptions): Connection {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let failedAttempts = 0;
  const open = (): void => {
    const url = new URL('/panel', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      failedAttempts = 0;
      onConnectedChange(true);
    };
    socket.onclose = ({ code }) => {
      if (isClosed) return;
      onConnectedChange(false);
      if (code === UNPAIRED_CODE) onUnpaired();
      else {
        // The end of the connection itself is none.
        if (failedAttempts++ === GONE_ATTEMPTS) onGone?.();
        timer = setTimeout(open, RECONNECT_MS);
      }
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') onMessage(JSON.parse(data));
      else onAudio(new Float32Array(data, AUDIO_HEADER_BYTES));
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
