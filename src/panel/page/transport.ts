import type { PanelAction, ServerMessage } from '../protocol.ts';
import type { AudioPlayback } from './audio-playback.ts';

export interface Connection {
  /** Sends an action; it is lost while the connection is down. */
  send(action: PanelAction): void;
  /** Connects again after `onUnpaired`. */
  reconnect(): void;
  /** Closes the connection for good. */
  close(): void;
}

export interface ConnectionOptions {
  readonly onMessage: (message: ServerMessage) => void;
  readonly onAudio: (samples: Float32Array) => void;
  readonly onConnectedChange: (isConnected: boolean) => void;
  /** The instrument cannot be reached any more; attempts go on, and `onConnectedChange` reports the one that succeeds. */
  readonly onGone?: (() => void) | undefined;
  /** The instrument has rejected this browser as unpaired; no further attempt is made until `reconnect`. */
  readonly onUnpaired: () => void;
}

/** The answer to an upload. */
export interface UploadAnswer {
  readonly isDone: boolean;
  /** JSON. */
  readonly text: string;
}

/**
 * The carrier of the panel's protocol between this page and the instrument. The build chooses: `server-transport.ts` for an instrument on a
 * computer, `targets/browser/src/panel/page-transport.ts` for one in this page.
 */
export interface Transport {
  /** Connects to the instrument's messages. */
  connect(options: ConnectionOptions): Connection;
  /** Makes a request for banks, sets, pairing or clients. Rejects where the instrument does not respond. */
  request(path: string, init?: { readonly method?: string; readonly body?: string }): Promise<Response>;
  /**
   * Uploads a file. Rejects where the instrument does not respond.
   *
   * @param onProgress called with the share sent, 0-1
   */
  upload(path: string, file: File, onProgress: (share: number) => void): Promise<UploadAnswer>;
  /** Saves the answer to a request as a file of this computer; absent where a link does. */
  readonly saveFile?: ((path: string, name: string) => Promise<void>) | undefined;
  /** Opens the playback of the instrument's sound in this page; it is silent until it starts. */
  createAudio(onReport: () => void): AudioPlayback;
  /** Average wait of the sound on its way to this page, ms. */
  readonly soundDelayMs: number;
  /** Whether browsers of other computers can play this instrument. */
  readonly isShared: boolean;
}
