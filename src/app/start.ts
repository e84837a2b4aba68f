import type { Container } from 'inversify';
import { stepAtJack } from '../board/converter-step.ts';
import type { InstrumentOptions } from '../instrument/instrument.ts';
import { startInstrument } from '../instrument/start-instrument.ts';
import { musicalPart } from '../state/settings.ts';
import { startAutosave } from './autosave.ts';
import { endOfPlay } from './end-of-play.ts';
import { createFirstModel } from './first-model.ts';
import { applyPreset, settingsOf } from './instrument-settings.ts';
import { type Home, openHome } from './open-home.ts';
import { checkOscOptions } from './open-osc.ts';
import { createPanelHost } from './panel-host.ts';
import { createPlayReport } from './play-report.ts';
import { createPowerSwitch } from './power-switch.ts';
import { preparePlay } from './prepare-play.ts';
import { createPresetController } from './preset-controller.ts';
import { openTakeRecorder } from './recording/open-take-recorder.ts';
import { recordWhole } from './recording/record-whole.ts';
import { takesFolderIn } from './recording/takes-folder.ts';
import { restoreSession, substituteSets } from './restore-session.ts';
import { SERVICES } from './services.ts';
import { openSessionState } from './session-state.ts';
import { spareSound } from './spare-sound.ts';
import type { StartOptions } from './start-options.ts';
import { attachTerminal } from './terminal/attach-terminal.ts';
import { createMessages, type Messages } from './terminal/messages.ts';
import { print } from './terminal/print.ts';
import { summary } from './terminal/summary.ts';
import { createStderrLines, type TerminalLines } from './terminal/terminal-lines.ts';
import { startWatchdog } from './watchdog.ts';

/**
 * Runs the instrument with its display and panel until Ctrl-C or SIGTERM. The engine starts first: display, network and panel open while it
 * plays.
 *
 * @throws NeurorackError when the instrument cannot start, or nothing is left that can play
 */
export async function start(container: Container, options: StartOptions): Promise<void> {
  checkOscOptions(options);
  const lines = createStderrLines();
  const messages = createMessages(lines);
  const home = await openHome(container, { onMessage: messages.log });
  try {
    await startIn(home, { container, options, lines, messages });
  } finally {
    await home.close();
  }
}

interface StartContext {
  readonly container: Container;
  readonly options: StartOptions;
  readonly lines: TerminalLines;
  readonly messages: Messages;
}

async function startIn({ canSave }: Home, { container, options, lines, messages }: StartContext): Promise<void> {
  const state = await container.getAsync(SERVICES.state);
  const session = await openSessionState(state, { onMessage: messages.log, canSave });
  container.get(SERVICES.preparedThreads)?.announce({
    modelsDirectory: container.get(SERVICES.modelsDirectory),
    model: options.model ?? session.settings.model,
    accelerator: options.accelerator,
  });
  const { started, request, choices } = await restoreSession(container, options, { session, onWarning: messages.log });
  const prepared = await preparePlay(container, request);
  substituteSets(choices, options, { saved: session.settings, patch: prepared.patch });
  const panelHost = createPanelHost(container, {
    host: options.host ?? '127.0.0.1',
    port: options.port,
    headless: options.headless,
    onMessage: messages.log,
    canSave,
  });
  const takesFolder = takesFolderIn(container.get(SERVICES.stateHome));
  const instrumentOptions: InstrumentOptions = {
    ...prepared,
    auditionSettings: session.settings.audition,
    stepVolts: stepAtJack(container.get(SERVICES.board).panel?.cv),
    requestPowerOff: createPowerSwitch({ folder: process.env.RUNTIME_DIRECTORY, onError: messages.log }),
    pairedClients: panelHost.pairedClients,
    openPresets: (target, onMessage) =>
      createPresetController({
        presets: session.presets,
        currentSettings: () => musicalPart(settingsOf(target, started)),
        play: (preset) => applyPreset(target, preset),
        onMessage,
        changes: target,
      }),
    openRecorder: (target, onMessage) => openTakeRecorder(target, { ...prepared, onMessage, folder: takesFolder }),
  };

  const instrument = startInstrument(instrumentOptions);
  const { recorder } = instrument;
  const recording = recorder && options.record && recordWhole(instrument, recorder, options.record);
  const firstModel = createFirstModel(instrument, {
    onWarning: messages.log,
    onSubstitute: (model) => choices.substitute('model', model),
    onNone: () => {
      if (prepared.startUpSound === undefined) instrument.engine.play(spareSound(prepared.sampleRate));
    },
  });
  const ended = endOfPlay(instrument, { staysOn: request.isModelOptional === true ? firstModel : undefined });
  const manager = container.get(SERVICES.target).openServiceManager?.();
  const watchdog = manager === undefined ? undefined : startWatchdog(instrument, { manager });
  // It may reject while the surfaces open; the error is thrown below.
  ended.catch(() => undefined);
  instrument.onMessage(messages.show);
  const detach = attachTerminal(instrument, { lines, onLine: messages.log, hasKeyboard: true });
  const { openSurfaces } = await import('./open-surfaces.ts');
  const surfaces = await openSurfaces(container, instrument, {
    options: instrumentOptions,
    panelHost,
    messages,
    osc: options,
    canSave,
    presets: session.presets,
    hasOtherBank: options.bank !== undefined,
    lastSets: {
      setA: options.set === undefined ? session.settings.setA : instrument.patch.setA,
      setB: options.setB === undefined ? session.settings.setB : instrument.patch.setB,
    },
  });
  const autosave = startAutosave(instrument, { session, currentSettings: () => choices.settingsOf(instrument) });
  try {
    await ended;
    lines.end();
    for (const line of summary(createPlayReport(instrument, instrumentOptions))) print(line);
    if (recording) await recording.close();
  } finally {
    watchdog?.close();
    detach();
    await Promise.all([surfaces.close(), autosave.close()]);
  }
}
