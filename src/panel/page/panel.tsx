import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type {
  Hello,
  OledFrame,
  PanelAction,
  PanelJacks,
  PanelMap,
  PanelMeters,
  PanelSets,
  PanelSettings,
  PanelState,
} from '../protocol.ts';
import { type AudioPlayback, createAudioPlayback } from './audio-playback.ts';
import { type Connection, connect } from './connection.ts';
import { Faceplate } from './faceplate.tsx';
import { PairingPage } from './pairing-page.tsx';
import { Workspace } from './workspace.tsx';

declare global {
  interface Window {
    /** For tests: the sound of this page. */
    panelSound?: AudioPlayback;
  }
}

const REFUSAL_MS = 6000;

/** The module's front, and beside it what one may set and see. */
export function Panel() {
  const [hello, setHello] = useState<Hello>();
  const [sets, setSets] = useState<PanelSets>();
  const [map, setMap] = useState<PanelMap>();
  const [state, setState] = useState<PanelState>();
  const [settings, setSettings] = useState<PanelSettings>();
  const [jacks, setJacks] = useState<PanelJacks>();
  const [meters, setMeters] = useState<PanelMeters>();
  const [oled, setOled] = useState<OledFrame>();
  const [refusal, setRefusal] = useState<string>();
  const [isThere, setIsThere] = useState(false);
  const [isUnpaired, setIsUnpaired] = useState(false);
  const [isHeard, setIsHeard] = useState(false);
  const [, redraw] = useState(0);
  const sound = useMemo(() => createAudioPlayback(() => redraw((n) => n + 1)), []);
  const connection = useRef<Connection | undefined>(undefined);
  const isInspecting = useRef(false);

  useEffect(() => {
    window.panelSound = sound;
    const opened = connect({
      message: (message) => {
        if (message.type === 'hello') setHello(message);
        else if (message.type === 'sets') setSets(message);
        else if (message.type === 'map') setMap(message);
        else if (message.type === 'state') setState(message);
        else if (message.type === 'settings') setSettings(message);
        else if (message.type === 'jacks') setJacks(message);
        else if (message.type === 'meters') setMeters(message);
        else if (message.type === 'oled') setOled(message);
        else setRefusal(message.message);
      },
      sound: (samples) => sound.push(samples),
      unpaired: () => setIsUnpaired(true),
      change: (now) => {
        setIsThere(now);
        if (!now) return;
        if (sound.isOn) connection.current?.send({ type: 'listen', isOn: true });
        if (isInspecting.current) connection.current?.send({ type: 'inspect', isOn: true });
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
  const inspect = useCallback((isOn: boolean): void => {
    isInspecting.current = isOn;
    connection.current?.send({ type: 'inspect', isOn });
    if (!isOn) setJacks(undefined);
  }, []);
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

  if (isUnpaired) {
    return (
      <PairingPage
        onPaired={() => {
          setIsUnpaired(false);
          connection.current?.reconnect();
        }}
      />
    );
  }
  if (hello === undefined || sets === undefined || state === undefined || settings === undefined) {
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
      <div class="rack">
        <Faceplate hello={hello} state={state} settings={settings} oled={oled} isThere={isThere} send={send} />
      </div>
      <Workspace
        hello={hello}
        sets={sets.sets}
        map={map}
        state={state}
        settings={settings}
        jacks={jacks}
        meters={meters}
        sound={sound}
        isHeard={isHeard}
        onListen={() => void listen().catch((error: Error) => setRefusal(`no sound: ${error.message}`))}
        onInspect={inspect}
        send={send}
      />
    </main>
  );
}
