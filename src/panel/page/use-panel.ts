import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createGateHolders, type GateHolder } from '../gate-holders.ts';
import type { PanelAction, ServerMessage } from '../protocol.ts';
import type { AudioPlayback } from './audio-playback.ts';
import { transport } from './server-transport.ts';
import type { Connection } from './transport.ts';

declare global {
  interface Window {
    /** For tests: the audio playback of this page. */
    panelAudio?: AudioPlayback;
  }
}

const ERROR_DISPLAY_MS = 6000;
const FALLBACK_SAMPLE_RATE = 44_100;

/** The latest message of each type. */
export type ServerState = {
  readonly [Type in ServerMessage['type']]?: Extract<ServerMessage, { type: Type }> | undefined;
};

/** The panel's connection to the instrument, and the audio playback of this page. */
export interface PanelConnection {
  readonly server: ServerState;
  readonly isConnected: boolean;
  /** The instrument cannot be reached any more, and the sound of this page is off. */
  readonly isGone: boolean;
  readonly isUnpaired: boolean;
  /** An error to show for a while. */
  readonly error: string | undefined;
  readonly audio: AudioPlayback;
  readonly isAudioOn: boolean;
  send(action: PanelAction): void;
  /** Sends what holds gates beside others in this page; a gate is high while one of them holds it. */
  sendAs(holder: GateHolder): (action: PanelAction) => void;
  /** Subscribes to the readings of the jacks, or ends the subscription. */
  inspect(isOn: boolean): void;
  toggleAudio(): void;
  /** Connects again after pairing. */
  reconnect(): void;
}

export function usePanel(): PanelConnection {
  const [server, setServer] = useState<ServerState>({});
  const [error, setError] = useState<string>();
  const [isConnected, setIsConnected] = useState(false);
  const [isGone, setIsGone] = useState(false);
  const [isUnpaired, setIsUnpaired] = useState(false);
  const [, redraw] = useState(0);
  const audio = useMemo(() => transport.createAudio(() => redraw((n) => n + 1)), []);
  const connection = useRef<Connection | undefined>(undefined);
  const isInspecting = useRef(false);

  useEffect(() => {
    window.panelAudio = audio;
    const opened = transport.connect({
      onMessage: (message) => {
        if (message.type === 'error') setError(message.message);
        else setServer((before) => ({ ...before, [message.type]: message }));
      },
      onAudio: (samples) => audio.push(samples),
      onGone: () => {
        audio.pause?.();
        setIsGone(true);
      },
      onUnpaired: () => setIsUnpaired(true),
      onConnectedChange: (isNowConnected) => {
        setIsConnected(isNowConnected);
        if (isNowConnected) setIsGone(false);
        if (!isNowConnected) return;
        audio.resume?.();
        if (audio.isOn) connection.current?.send({ type: 'listen', isOn: true });
        if (isInspecting.current) connection.current?.send({ type: 'inspect', isOn: true });
      },
    });
    connection.current = opened;
    return () => opened.close();
  }, [audio]);

  useEffect(() => {
    if (error === undefined) return;
    const timer = setTimeout(() => setError(undefined), ERROR_DISPLAY_MS);
    return () => clearTimeout(timer);
  }, [error]);

  const send = (action: PanelAction): void => connection.current?.send(action);
  const sendAs = useMemo(() => createGateHolders((action) => connection.current?.send(action)), []);
  const inspect = useCallback((isOn: boolean): void => {
    isInspecting.current = isOn;
    connection.current?.send({ type: 'inspect', isOn });
    if (!isOn) setServer((before) => ({ ...before, jacks: undefined }));
  }, []);
  const toggleAudio = async (): Promise<void> => {
    if (audio.isOn) {
      send({ type: 'listen', isOn: false });
      await audio.stop();
    } else {
      await audio.start(server.hello?.sampleRate ?? FALLBACK_SAMPLE_RATE);
      send({ type: 'listen', isOn: true });
    }
    redraw((n) => n + 1);
  };

  return {
    server,
    isConnected,
    isGone,
    isUnpaired,
    error,
    audio,
    isAudioOn: audio.isOn,
    send,
    sendAs,
    inspect,
    toggleAudio: () => void toggleAudio().catch(({ message }: Error) => setError(`audio could not start: ${message}`)),
    reconnect: () => {
      setIsUnpaired(false);
      connection.current?.reconnect();
    },
  };
}
