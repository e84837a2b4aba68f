import { DEFAULT_AUDITION } from '../../../../src/control/audition-settings.ts';
import { DEFAULT_PATCH, type Patch } from '../../../../src/control/patch.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../../../src/control/settings.ts';
import type { DescriptorSet } from '../../../../src/descriptors/descriptor-set.ts';
import { createUndoHistory } from '../../../../src/instrument/undo/undo-history.ts';
import { servePanel } from '../../../../targets/browser/src/panel/serve-panel.ts';
import { openBrowserSession } from '../../../../targets/browser/src/storage/open-session.ts';
import { createFakeInstrument } from '../../../panel/fake-instrument.ts';

/** The Worker of an instrument that makes no sound, with real storage and banks. Its actions go back to the page. */
addEventListener('message', async ({ data }: MessageEvent<{ readonly folder: string; readonly port: MessagePort }>) => {
  const { folder, port } = data;
  const { instrument } = createFakeInstrument();
  const session = await openBrowserSession({ folder, diskName: folder });
  let patch: Patch = { ...DEFAULT_PATCH, ...session.patch };
  const sets: DescriptorSet[] = [];
  const routes = session.attach(
    {
      sets,
      get patch() {
        return patch;
      },
      settings: DEFAULT_CONTROL_SETTINGS,
      latentMotion: { stored: session.latentMotion, restore: () => undefined },
      volumeDb: 0,
      auditionSettings: DEFAULT_AUDITION,
      output: {
        sink: 'browser',
        bufferFrames: null,
        canChoose: false,
        isChosen: false,
        devices: [],
        list: async () => undefined,
        choose: () => undefined,
      },
      playingModel: patch.model,
      presets: undefined,
      models: [patch.model],
      history: createUndoHistory({ onMessage: () => undefined }),
      putSet: (set) => void sets.push(set),
      audition: () => undefined,
      auditionChosen: () => undefined,
      change: (changed) => {
        patch = { ...patch, ...changed };
      },
    },
    { onMessage: () => undefined },
  );
  const service = servePanel(
    {
      ...instrument,
      sets: () => ({ type: 'sets', sets: [...instrument.sets().sets, ...sets.map(({ name }) => name)] }),
      state: () => ({ ...instrument.state(), setA: patch.setA, setB: patch.setB }),
      dispatch: (action) => {
        if (action.type !== 'touch') postMessage(action);
        instrument.dispatch(action);
      },
    },
    routes,
  );
  service.add(port);
});
