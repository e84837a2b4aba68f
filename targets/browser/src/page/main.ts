import type { PanelAction } from '../../../../src/panel/protocol.ts';
import { startInstrument } from './sound.ts';

const KEYS: Readonly<Record<string, number>> = { Space: 0, KeyL: 1 };
const JACK_COUNT = 4;
const MAX_VOLTS = 5;

const instrument = startInstrument({ folder: new URL('.', document.baseURI).href });
const port = instrument.connect('figures');
const latest = new Map<string, unknown>();
window.neurorack = { instrument, latest };
const act = (action: PanelAction): void => port.postMessage(action);
const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;

port.onmessage = ({ data }: MessageEvent<{ readonly type?: string; readonly kind?: string }>) => {
  latest.set(data.type ?? data.kind ?? '', data);
  element('state').textContent = JSON.stringify(latest.get('fault') ?? Object.fromEntries(latest), null, 1);
};

const button = element('sound');
instrument.sound.onChange(() => button.setAttribute('aria-pressed', String(instrument.sound.state === 'running')));
button.addEventListener('click', () => {
  void (instrument.sound.state === 'running' ? instrument.sound.stop() : instrument.sound.start());
});
// A call or a locked screen suspends the sound; the next tap resumes it.
addEventListener('pointerdown', () => {
  if (instrument.sound.state === 'suspended') void instrument.sound.context?.resume();
});

function press(gate: number, isHigh: boolean): void {
  document.querySelector(`[data-gate="${gate}"]`)?.setAttribute('aria-pressed', String(isHigh));
  act({ type: 'gate', gate, isHigh });
}
for (const pad of document.querySelectorAll<HTMLElement>('.gate')) {
  const gate = Number(pad.dataset.gate);
  pad.addEventListener('pointerdown', (event) => {
    pad.setPointerCapture(event.pointerId);
    press(gate, true);
  });
  for (const kind of ['pointerup', 'pointercancel']) pad.addEventListener(kind, () => press(gate, false));
}
for (const kind of ['keydown', 'keyup'] as const) {
  addEventListener(kind, (event) => {
    const gate = KEYS[event.code];
    if (gate === undefined || event.repeat) return;
    event.preventDefault();
    press(gate, kind === 'keydown');
  });
}
for (let channel = 0; channel < JACK_COUNT; channel++) {
  const label = document.createElement('label');
  const slider = Object.assign(document.createElement('input'), {
    type: 'range',
    min: String(-MAX_VOLTS),
    max: String(MAX_VOLTS),
    step: '0.01',
    value: '0',
  });
  slider.addEventListener('input', () => act({ type: 'cv', channel, volts: slider.valueAsNumber }));
  label.append(`CV${channel + 1}`, slider);
  element('sliders').append(label);
}
