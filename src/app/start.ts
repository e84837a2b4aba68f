import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stepAtJack } from '../board/converter-step.ts';
import type { GateMode, LoopMode } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import { type Instrument, startInstrument } from '../instrument/instrument.ts';
import { createPanelInstrument } from '../instrument/panel-instrument.ts';
import type { PanelServer } from '../panel/server.ts';
import { musicalPart, type Settings } from '../state/settings.ts';
import { createApp } from './app.ts';
import { endOfPlay } from './end-of-play.ts';
import { openBanks } from './open-banks.ts';
import { openDisplay } from './open-display.ts';
import { openPairing } from './open-pairing.ts';
import { openPanel } from './open-panel.ts';
import { createPlayReport } from './play-report.ts';
import { createPowerSwitch } from './power-switch.ts';
import { preparePlay } from './prepare-play.ts';
import { createPresetController, patchOfPreset } from './preset-controller.ts';
import { openSessionState, type SessionState } from './session-state.ts';
import { eventLine } from './terminal/event-line.ts';
import { attachKeyboard } from './terminal/keyboard.ts';
import { createMessages } from './terminal/messages.ts';
import { print } from './terminal/print.ts';
import { summary } from './terminal/summary.ts';
import { createTerminalLines } from './terminal/terminal-lines.ts';

export interface StartOptions {
  readonly board?: string;
  readonly audio?: string;
  readonly port: number;
  readonly host?: string;
  readonly headless?: boolean;
  readonly block?: string;
  readonly bank?: string;
  readonly model?: string;
  readonly models: string;
  readonly set?: string;
  readonly setB?: string;
  readonly gate?: GateMode;
  readonly loop?: LoopMode;
  readonly seed?: number;
  readonly seconds?: number | undefined;
  readonly performance?: Performance | undefined;
}

/** So often is looked whether there is something to save, ms. */
const SAVING_MS = 1000;
/** Longest wait for the disk at the end, ms. */
const SAVE_MS = 500;

/**
 * The instrument with its panel, until Ctrl-C or SIGTERM: sound first, then the page.
 *
 * @throws NeurorackError when it cannot be switched on, or nothing is left that could play
 */
export async function start(asked: StartOptions): Promise<void> {
  const memory = await openSessionState();
  const bank = await bankOf(asked.bank, memory.settings.bank);
  const settings = { ...memory.settings, bank: bank ?? null };
  const lines = createTerminalLines((text) => process.stderr.write(text));
  const messages = createMessages(lines);
  const stop = (): void => void instrument.stop();
  const prepared = await preparePlay({
    ...asked,
    audio: asked.audio ?? settings.audio ?? 'browser',
    block: Number(asked.block ?? settings.blockFrames),
    bank,
    model: asked.model ?? settings.model,
    gateMode: asked.gate ?? settings.gateMode,
    loopMode: asked.loop ?? settings.loopMode,
    seed: asked.seed ?? settings.seed,
    lastSession: { ...settings, control: { ...settings.control, calibration: memory.calibration } },
  });
  const { target, board } = createApp({ modelsDirectory: asked.models });
  let stepVolts = 0;
  const shutDown = createPowerSwitch({ folder: process.env.RUNTIME_DIRECTORY, stop, onError: messages.log });
  const { host = '127.0.0.1' } = asked;
  const door = await openPairing(host, { say: messages.log });
  const presets = createPresetController({
    presets: memory.presets,
    currentSettings: () => musicalPart(settingsNow(settings, instrument)),
    play: (preset) => {
      const played = patchOfPreset(preset, instrument.settings);
      instrument.change(played.patch);
      instrument.configure(played.settings);
    },
    onMessage: messages.show,
  });
  const options = { ...prepared, presets, stepVolts: () => stepVolts, shutDown, pages: door?.sessions };
  const instrument = startInstrument(options);
  for (const message of memory.messages) messages.log(message);
  memory.onMessage(messages.log);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const forget = attachKeyboard(instrument, { lines, stop });
  let isLive = false;
  instrument.on((event) => {
    if (event.kind === 'playing' && event.program.kind === 'model') isLive = true;
    const line = eventLine(event);
    if (line !== undefined) messages.log(line);
  });
  instrument.onMessage(messages.show);
  const ended = endOfPlay(instrument);
  let panel: PanelServer | undefined;
  const address = (): string | undefined => panel?.network[0]?.replace(/^http:\/\/|\/$/g, '');
  const { view: face, close: closeFace } = await openDisplay(instrument, options, {
    target,
    board: board.id,
    messages: { ...messages, current: () => door?.message() ?? messages.current() },
    address,
  });
  const cv = board.panel?.cv;
  stepVolts = stepAtJack(cv);
  const hasJacks = cv !== undefined;
  const panelInstrument = createPanelInstrument(instrument, options, {
    view: face,
    hasJacks,
    isLive: () => isLive,
    presets,
  });
  const banks = await openBanks(instrument);
  const { setA, setB } = memory.settings;
  // A set of the command line is there already.
  void banks
    .recall({
      setA: asked.set === undefined ? setA : instrument.patch.setA,
      setB: asked.setB === undefined ? setB : instrument.patch.setB,
    })
    .catch((error: Error) => messages.log(`warning: ${error.message}`));
  panel = await openPanel(panelInstrument, { ...asked, host }, { pairing: door, banks, curves: banks.curves });
  const keepCalibration = calibrationKeeper(memory, instrument);
  const saving = setInterval(() => {
    memory.save(settingsNow(settings, instrument));
    void keepCalibration();
  }, SAVING_MS);
  try {
    await ended;
    lines.end();
    for (const line of summary(createPlayReport(instrument, options))) print(line);
  } finally {
    clearInterval(saving);
    forget();
    const kept = memory.flush(settingsNow(settings, instrument), SAVE_MS);
    await Promise.all([closeFace(), panel?.close(), banks.close(), kept, keepCalibration()]);
  }
}

/** Saves what was measured of the jacks when it has changed; resolves when all of it is on the disk. */
function calibrationKeeper(memory: SessionState, instrument: Instrument): () => Promise<void> {
  let kept = instrument.settings.calibration;
  let saving = Promise.resolve();
  return () => {
    const { calibration } = instrument.settings;
    if (calibration !== kept) {
      kept = calibration;
      saving = saving.then(() => memory.saveCalibration(calibration));
    }
    return saving;
  };
}

/** What is to be remembered: all that the knob, the panel or the command line have changed; calibration has a file of its own. */
function settingsNow(settings: Settings, { patch, settings: control }: Instrument): Settings {
  const { ranges, bases, depths } = control;
  const { offsets = settings.offsets, source = settings.source } = patch;
  return { ...settings, ...patch, offsets, source, control: { ranges, bases: { ...bases }, depths: { ...depths } } };
}

/** The bank that was asked for, or the last one if it is still there; undefined for the factory's. Remembered by its whole path. */
async function bankOf(asked: string | undefined, last: string | null): Promise<string | undefined> {
  if (asked !== undefined) return asked === 'factory' ? undefined : resolve(asked);
  if (last === null) return undefined;
  const isThere = await access(last, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return last;
  process.stderr.write(`warning: the bank ${last} is not there any more, the factory bank plays\n`);
  return undefined;
}
