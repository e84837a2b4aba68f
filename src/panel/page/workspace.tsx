import type { Hello, PanelAction, PanelJacks, PanelMap, PanelMeters, PanelSettings, PanelState } from '../protocol.ts';
import type { AudioPlayback } from './audio-playback.ts';
import { BanksDrawer } from './banks-drawer.tsx';
import { CurvesDrawer } from './curves-drawer.tsx';
import { CvDrawer } from './cv-drawer.tsx';
import { JacksDrawer } from './jacks-drawer.tsx';
import { KnobsDrawer } from './knobs-drawer.tsx';
import { MapDrawer } from './map-drawer.tsx';
import { MeterList } from './meter-list.tsx';
import { PlayDrawer } from './play-drawer.tsx';
import { PresetsDrawer } from './presets-drawer.tsx';
import { Scope } from './scope.tsx';
import { SoundButton } from './sound-button.tsx';
import { Spectrogram } from './spectrogram.tsx';
import { type Tab, Tabs } from './tabs.tsx';

/** Beside the module: what one may hear, set and see. */
export function Workspace(props: {
  hello: Hello;
  sets: readonly string[];
  map: PanelMap | undefined;
  state: PanelState;
  settings: PanelSettings;
  jacks: PanelJacks | undefined;
  meters: PanelMeters | undefined;
  sound: AudioPlayback;
  isHeard: boolean;
  onListen: () => void;
  onInspect: (isOn: boolean) => void;
  send: (action: PanelAction) => void;
}) {
  const { hello, sets, map, state, settings, jacks, meters, sound, isHeard, onListen, onInspect, send } = props;
  const tabs: readonly Tab[] = [
    {
      id: 'play',
      title: 'Play',
      content: () => <PlayDrawer models={hello.models} sets={sets} state={state} send={send} />,
    },
    {
      id: 'map',
      title: 'Map',
      content: () => map !== undefined && <MapDrawer map={map} state={state} settings={settings} send={send} />,
    },
    { id: 'presets', title: 'Presets', content: () => <PresetsDrawer state={state} send={send} /> },
    { id: 'banks', title: 'Banks', content: () => <BanksDrawer state={state} /> },
    { id: 'curves', title: 'Curves', content: () => <CurvesDrawer sets={sets} state={state} send={send} /> },
    { id: 'knobs', title: 'Knobs', content: () => <KnobsDrawer state={state} settings={settings} send={send} /> },
    { id: 'cv', title: 'CV', content: () => <CvDrawer state={state} settings={settings} send={send} /> },
    {
      id: 'jacks',
      title: 'Jacks',
      content: () => (
        <JacksDrawer jacks={jacks} settings={settings} meters={meters} onInspect={onInspect} send={send} />
      ),
    },
    {
      id: 'meters',
      title: 'Meters',
      content: () => meters !== undefined && <MeterList meters={meters} isLive={state.isLive} sink={hello.sink} />,
    },
  ];
  return (
    <section class="desk" aria-label="Settings and meters">
      <SoundButton sound={sound} isOn={isHeard} hello={hello} gateMs={meters?.latencyMs} onClick={onListen} />
      <div class="screens">
        <Scope sound={sound} isOn={isHeard} />
        <Spectrogram sound={sound} isOn={isHeard} />
      </div>
      <Tabs label="Settings" tabs={tabs} />
    </section>
  );
}
