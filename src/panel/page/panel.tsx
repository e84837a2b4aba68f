import { Faceplate } from './faceplate.tsx';
import { LearnContext } from './midi/use-learn-hold.ts';
import { PairingPage } from './pairing-page.tsx';
import { usePanel } from './use-panel.ts';
import { Workspace } from './workspace.tsx';

const GONE = 'The instrument is gone: run npm start. This page reconnects by itself.';

/** The panel: the module's faceplate, and beside it settings and meters. */
export function Panel() {
  const panel = usePanel();
  const { server, isConnected, isGone, send, sendAs } = panel;
  const { hello, sets, state, settings } = server;
  if (panel.isUnpaired) return <PairingPage onPaired={panel.reconnect} />;
  if (hello === undefined || sets === undefined || state === undefined || settings === undefined) {
    return (
      <p class="waiting" role="status">
        {isGone ? GONE : isConnected ? 'Connecting…' : 'Waiting for the instrument…'}
      </p>
    );
  }
  const hasMidi = (server.midi?.messages ?? 0) > 0;
  return (
    <LearnContext.Provider value={hasMidi ? (target) => send({ type: 'midi-learn', target }) : undefined}>
      <main>
        <div class="banners" role="status">
          {!isConnected && <p class="banner warning">{isGone ? GONE : 'Connection lost. Reconnecting…'}</p>}
          {panel.error !== undefined && <p class="banner warning">{panel.error}</p>}
          {panel.error === undefined && state.message !== null && <p class="banner">{state.message}</p>}
        </div>
        <div class="rack">
          <Faceplate
            hello={hello}
            state={state}
            settings={settings}
            oled={server.oled}
            isConnected={isConnected}
            send={sendAs('faceplate')}
          />
        </div>
        <Workspace
          hello={hello}
          sets={sets.sets}
          map={server.map}
          latents={server.latents}
          state={state}
          settings={settings}
          jacks={server.jacks}
          meters={server.meters}
          midiState={server.midi}
          audio={panel.audio}
          isAudioOn={panel.isAudioOn}
          isGone={isGone}
          onToggleAudio={panel.toggleAudio}
          onInspect={panel.inspect}
          send={send}
          sendAs={sendAs}
        />
      </main>
    </LearnContext.Provider>
  );
}
