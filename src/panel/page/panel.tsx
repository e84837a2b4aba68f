import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Hello, OledFrame, PanelAction, PanelMeters, PanelState } from '../protocol.ts';
import { type Connection, connect } from './connection.ts';
import { Desk } from './desk.tsx';
import { Faceplate } from './faceplate.tsx';
import { createSound, type Sound } from './sound.ts';

declare global {
  interface Window {
    /** For tests: the sound of this page. */
    panelSound?: Sound;
  }
}

const REFUSAL_MS = 6000;

/** The module's front, and beside it what one may set and see. */
export function Panel() {
  const [hello, setHello] = useState<Hello>();
  const [state, setState] = useState<PanelState>();
  const [meters, setMeters] = useState<PanelMeters>();
  const [oled, setOled] = useState<OledFrame>();
  const [refusal, setRefusal] = useState<string>();
  const [isThere, setIsThere] = useState(false);
  const [isHeard, setIsHeard] = useState(false);
  const [, redraw] = useState(0);
  const sound = useMemo(() => createSound(() => redraw((n) => n + 1)), []);
  const connection = useRef<Connection | undefined>(undefined);

  useEffect(() => {
    window.panelSound = sound;
    const opened = connect({
      message: (message) => {
        if (message.type === 'hello') setHello(message);
        else if (message.type === 'state') setState(message);
        else if (message.type === 'meters') setMeters(message);
        else if (message.type === 'oled') setOled(message);
        else setRefusal(message.message);
      },
      sound: (samples) => sound.push(samples),
      change: (now) => {
        setIsThere(now);
        if (now && sound.isOn) connection.current?.send({ type: 'listen', isOn: true });
      },
    });
    connection.current = opened;
    return () => opened.close();
  }, [sound]);

  useEffect(() => {
    if (refusal === undefined) return;
    const timer = setTimeout(() => setRefusal(undefined), REFUSAL_MS);
    return () => clearTimeout(timer);
  }, [refusal]);

  const send = (action: PanelAction): void => connection.current?.send(action);
  const listen = async (): Promise<void> => {
    if (sound.isOn) {
      send({ type: 'listen', isOn: false });
      await sound.stop();
    } else {
      await sound.start(hello?.sampleRate ?? 44_100);
      send({ type: 'listen', isOn: true });
    }
    setIsHeard(sound.isOn);
  };

  if (hello === undefined || state === undefined) {
    return (
      <p class="waiting" role="status">
        {isThere ? 'The instrument answers…' : 'Waiting for the instrument…'}
      </p>
    );
  }
  const message = refusal ?? state.message;
  return (
    <main>
      <div class="banners" role="status">
        {!isThere && <p class="banner">The instrument is gone. Asking for it again…</p>}
        {message !== null && <p class="banner">{message}</p>}
      </div>
      <Faceplate hello={hello} state={state} oled={oled} isThere={isThere} send={send} />
      <Desk
        hello={hello}
        state={state}
        meters={meters}
        sound={sound}
        isHeard={isHeard}
        onListen={() => void listen().catch((error: Error) => setRefusal(`no sound: ${error.message}`))}
        send={send}
      />
    </main>
  );
}
