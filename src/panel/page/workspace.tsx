import { useState } from 'preact/hooks';
import type { GateHolder } from '../gate-holders.ts';
import type {
  Hello,
  PanelAction,
  PanelJacks,
  PanelLatents,
  PanelMap,
  PanelMeters,
  PanelMidi,
  PanelSettings,
  PanelState,
} from '../protocol.ts';
import { AudioButton } from './audio-button.tsx';
import type { AudioPlayback } from './audio-playback.ts';
import { BanksDrawer } from './banks-drawer.tsx';
import { ClientsDrawer } from './clients-drawer.tsx';
import { CurvesDrawer } from './curves-drawer.tsx';
import { CvDrawer } from './cv-drawer.tsx';
import { GamepadCard } from './gamepad/gamepad-card.tsx';
import { useGamepad } from './gamepad/use-gamepad.ts';
import { FirstSteps } from './help/first-steps.tsx';
import { Help } from './help/help.tsx';
import { JacksDrawer } from './jacks-drawer.tsx';
import { KnobsDrawer } from './knobs-drawer.tsx';
import { LatentsDrawer } from './latents-drawer.tsx';
import { MapDrawer } from './map-drawer.tsx';
import { MeterList } from './meter-list.tsx';
import { MidiCard } from './midi/midi-card.tsx';
import { type Midi, useMidi } from './midi/use-midi.ts';
import { useMidiOut } from './midi/use-midi-out.ts';
import { OutputDrawer } from './output-drawer.tsx';
import { isPatchFile } from './patches/patch-calls.ts';
import { type PatchImport, usePatchImport } from './patches/use-patch-import.ts';
import { PlayDrawer } from './play-drawer.tsx';
import { PresetsDrawer } from './presets-drawer.tsx';
import { RecordingLight } from './recording-light.tsx';
import { Scope } from './scope.tsx';
import { transport } from './server-transport.ts';
import { Spectrogram } from './spectrogram.tsx';
import { type Tab, Tabs } from './tabs.tsx';
import { ThemeChoice } from './theme-choice.tsx';
import { UndoButtons } from './undo/undo-buttons.tsx';
import { type DroppedFiles, useFileDrop } from './use-file-drop.ts';
import { useRecordingKeys } from './use-recording-keys.ts';

/** Dropped sounds and banks are processed, and shown, in the drawer of banks. */
interface Drop extends DroppedFiles {
  readonly tab: 'banks';
}

export interface WorkspaceProps {
  hello: Hello;
  sets: readonly string[];
  map: PanelMap | undefined;
  latents: PanelLatents | undefined;
  state: PanelState;
  settings: PanelSettings;
  jacks: PanelJacks | undefined;
  meters: PanelMeters | undefined;
  midiState: PanelMidi | undefined;
  audio: AudioPlayback;
  isAudioOn: boolean;
  isGone: boolean;
  onToggleAudio: () => void;
  onInspect: (isOn: boolean) => void;
  send: (action: PanelAction) => void;
  /** `send` for what holds gates. */
  sendAs: (holder: GateHolder) => (action: PanelAction) => void;
}

/** The part of the panel beside the faceplate: audio, scope, spectrogram, and tabs with settings and meters. */
export function Workspace(props: WorkspaceProps) {
  const { state, meters, audio, isAudioOn, isGone, onToggleAudio } = props;
  const midi = useMidi(props.send);
  useMidiOut(midi.output, props.midiState?.mapping, props.state);
  const gamepad = useGamepad(props.sendAs('gamepad'), props.settings);
  useRecordingKeys(state.recording, props.send);
  const patches = usePatchImport();
  const [request, setRequest] = useState<{ readonly tab: 'banks' | 'presets' }>();
  const [dropped, setDropped] = useState<Drop>();
  const isDragOver = useFileDrop(({ files, bank }) => {
    const [sent, others] = [files.filter(isPatchFile), files.filter((file) => !isPatchFile(file))];
    if (sent.length > 0) {
      setRequest({ tab: 'presets' });
      patches.add(sent);
    }
    if (others.length === 0) return;
    const drop: Drop = { files: others, bank, tab: 'banks' };
    setRequest(drop);
    setDropped(drop);
  });
  return (
    <section class="workspace" aria-label="Settings and meters">
      <div class="top-bar">
        <AudioButton
          audio={audio}
          isOn={isAudioOn}
          isGone={isGone}
          sink={state.output.sink}
          gateLatencyMs={meters?.latencyMs}
          onClick={onToggleAudio}
        />
        <RecordingLight recording={state.recording} send={props.send} />
        <UndoButtons history={state.history} send={props.send} />
        <ThemeChoice />
        <Help />
      </div>
      <div class="screens">
        <Scope audio={audio} isOn={isAudioOn} />
        <Spectrogram audio={audio} isOn={isAudioOn} />
      </div>
      <Tabs
        label="Settings"
        tabs={tabsOf({ ...props, midi, gamepad, patches, dropped, onDropTaken: () => setDropped(undefined) })}
        request={request}
      />
      <FirstSteps state={state} isAudioOn={isAudioOn} />
      {isDragOver && (
        <p class="drop-target">Drop sounds, banks or presets: a sound plays as set A once it is analysed</p>
      )}
    </section>
  );
}

function tabsOf(
  props: WorkspaceProps & {
    midi: Midi;
    gamepad: string | undefined;
    patches: PatchImport;
    dropped: DroppedFiles | undefined;
    onDropTaken: () => void;
  },
): readonly Tab[] {
  const { hello, sets, map, latents, state, settings, jacks, meters, midi, gamepad, patches } = props;
  const { dropped, onDropTaken, onInspect, send, sendAs } = props;
  return [
    {
      id: 'play',
      title: 'Play',
      content: () => (
        <>
          <PlayDrawer models={hello.models} maxVoices={hello.maxVoices} sets={sets} state={state} send={send} />
          <MidiCard midi={midi} server={props.midiState} hasJacks={hello.hasJacks} send={send} />
          {gamepad !== undefined && <GamepadCard name={gamepad} />}
        </>
      ),
    },
    {
      id: 'map',
      title: 'Map',
      content: () => map !== undefined && <MapDrawer {...{ map, state, settings }} send={sendAs('map')} />,
    },
    {
      id: 'latents',
      title: 'Latents',
      content: () =>
        latents !== undefined && <LatentsDrawer {...{ latents, map, state, settings }} send={sendAs('latents')} />,
    },
    { id: 'presets', title: 'Presets', content: () => <PresetsDrawer {...{ state, patches, send }} /> },
    {
      id: 'banks',
      title: 'Banks',
      content: () => <BanksDrawer state={state} dropped={dropped} onDropTaken={onDropTaken} />,
    },
    { id: 'curves', title: 'Curves', content: () => <CurvesDrawer sets={sets} state={state} send={send} /> },
    { id: 'knobs', title: 'Knobs', content: () => <KnobsDrawer state={state} settings={settings} send={send} /> },
    { id: 'cv', title: 'CV', content: () => <CvDrawer state={state} settings={settings} send={send} /> },
    ...(hello.hasJacks
      ? [
          {
            id: 'jacks',
            title: 'Jacks',
            content: () => (
              <JacksDrawer jacks={jacks} settings={settings} meters={meters} onInspect={onInspect} send={send} />
            ),
          },
        ]
      : []),
    {
      id: 'output',
      title: 'Output',
      content: () => <OutputDrawer state={state} meters={meters} sampleRate={hello.sampleRate} send={send} />,
    },
    {
      id: 'meters',
      title: 'Meters',
      content: () =>
        meters !== undefined && <MeterList meters={meters} isLive={state.isLive} sink={state.output.sink} />,
    },
    ...(transport.isShared ? [{ id: 'clients', title: 'Clients', content: () => <ClientsDrawer /> }] : []),
  ];
}
