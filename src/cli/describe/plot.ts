import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Analysis } from '../../descriptors/analysis/analyse.ts';
import { DESCRIPTORS, type DescriptorName } from '../../descriptors/descriptor.ts';
import type { Sound } from '../../descriptors/sound-file.ts';
import { AUDIBLE_RMS, VOICED } from './summary.ts';

const WIDTH = 880;
const PANEL = 92;
const TOP = 44;
const AXIS = 34;
/** Points across the width: more are not visible. */
const MAX_POINTS = 800;

interface Panel {
  readonly title: string;
  readonly colour: string;
  readonly log: boolean;
  readonly domain: (values: readonly number[]) => [number, number];
  readonly value: (x: number) => number;
}

const natural = (x: number): number => x;
const octaves = (values: readonly number[]): [number, number] => [
  Math.max(20, Math.min(...values) * 0.7),
  Math.max(40, Math.max(...values) * 1.4),
];

const PANELS: Readonly<Record<DescriptorName, Panel>> = {
  rms: {
    title: 'rms · loudness, dBFS',
    colour: '#d1495b',
    log: false,
    value: (rms) => 20 * Math.log10(Math.max(rms, 1e-5)),
    domain: () => [-80, 0],
  },
  zcr: {
    title: 'zcr · percussivity, crossings per sample',
    colour: '#c77d0a',
    log: false,
    value: natural,
    domain: (values) => [0, Math.max(0.01, ...values)],
  },
  rolloff: { title: 'rolloff · tone, Hz', colour: '#7a8b00', log: true, value: natural, domain: octaves },
  flatness: {
    title: 'flatness · noisiness, 0-1',
    colour: '#2a9d5c',
    log: true,
    value: (x) => Math.max(x, 1e-6),
    domain: (values) => [Math.min(...values) * 0.8, 1],
  },
  bandwidth: { title: 'bandwidth · richness, Hz', colour: '#16899b', log: true, value: natural, domain: octaves },
  centroid: { title: 'centroid · brightness, Hz', colour: '#3a6ea5', log: true, value: natural, domain: octaves },
  f0: { title: 'f0 · pitch, Hz (faint: unvoiced)', colour: '#7b4fa3', log: true, value: natural, domain: octaves },
};

/** Plots the waveform and the seven curves over time, one above the other, as a self-contained SVG document. */
export function plotSvg(sound: Sound, result: Analysis, title: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const seconds = Math.max(sound.samples.length / sound.sampleRate, result.analysis.hop / sound.sampleRate);
  const height = TOP + 8 * PANEL + AXIS;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of Object.entries({
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    'font-family': 'system-ui, sans-serif',
    'font-size': 11,
  })) {
    svg.setAttribute(name, String(value));
  }
  svg.innerHTML = `<rect width="${WIDTH}" height="${height}" fill="white"/>`;
  const heading = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  heading.setAttribute('x', '64');
  heading.setAttribute('y', '26');
  heading.setAttribute('font-size', '15');
  heading.setAttribute('font-weight', '600');
  heading.textContent = title;
  const alternative = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  alternative.textContent = `Waveform and seven descriptor curves of ${title}`;
  svg.prepend(alternative);
  svg.append(heading);
  const panels = [
    waveform(sound, { document, seconds }),
    ...DESCRIPTORS.map((name, i) => curve(name, result, { document, seconds, last: i === DESCRIPTORS.length - 1 })),
  ];
  for (const [i, panel] of panels.entries()) {
    panel.setAttribute('y', String(TOP + i * PANEL));
    panel.setAttribute('overflow', 'visible');
    svg.append(panel);
  }
  return `${svg.outerHTML.replace(/(\d+\.\d\d)\d+/g, '$1')}\n`;
}

type Page = ReturnType<typeof parseHTML>['document'];
type Drawing = ReturnType<Page['createElementNS']>;

interface Frame {
  readonly document: Page;
  readonly seconds: number;
  readonly last?: boolean;
}

function panel({ document, seconds, last = false }: Frame, options: Plot.PlotOptions, marks: Plot.Markish[]): Drawing {
  const figure = Plot.plot({
    document,
    width: WIDTH,
    height: PANEL + (last ? AXIS : 0),
    marginLeft: 64,
    marginRight: 20,
    marginTop: 20,
    marginBottom: last ? AXIS + 6 : 6,
    style: { background: 'none', overflow: 'visible' },
    x: { domain: [0, seconds], ...(last ? { label: 'seconds', labelArrow: 'none' } : { axis: null }) },
    ...options,
    marks: [Plot.gridX({ stroke: '#000', strokeOpacity: 0.08 }), ...marks],
  });
  return figure;
}

function caption(text: string): Plot.Markish {
  return Plot.text([text], { frameAnchor: 'top-left', dy: -14, fill: '#444', fontSize: 11 });
}

function waveform({ samples, sampleRate }: Sound, frame: Frame): Drawing {
  const columns = Math.min(MAX_POINTS, samples.length);
  const envelope = Array.from({ length: columns }, (_, i) => {
    const from = Math.floor((i * samples.length) / columns);
    const part = samples.subarray(from, Math.max(from + 1, Math.floor(((i + 1) * samples.length) / columns)));
    return {
      t: from / sampleRate,
      low: part.reduce((a, b) => Math.min(a, b)),
      high: part.reduce((a, b) => Math.max(a, b)),
    };
  });
  const peak = Math.max(0.01, ...envelope.map(({ low, high }) => Math.max(-low, high)));
  return panel(frame, { y: { domain: [-peak, peak], label: null, ticks: 3 } }, [
    Plot.areaY(envelope, { x: 't', y1: 'low', y2: 'high', fill: '#333', stroke: '#333', strokeWidth: 0.4 }),
    caption('waveform'),
  ]);
}

function curve(name: DescriptorName, { analysis, frames, curves, f0Confidence }: Analysis, frame: Frame): Drawing {
  const { title, colour, log, domain, value } = PANELS[name];
  const stride = Math.ceil(frames / MAX_POINTS);
  const points = Array.from({ length: Math.ceil(frames / stride) }, (_, i) => {
    const k = i * stride;
    const isAudible = name === 'rms' || curves.rms[k] > AUDIBLE_RMS;
    return {
      t: (k * analysis.hop) / analysis.sampleRate,
      y: isAudible ? value(curves[name][k]) : Number.NaN,
      sure: isAudible && (name !== 'f0' || f0Confidence[k] >= VOICED),
    };
  });
  const finite = points.filter(({ y }) => Number.isFinite(y));
  const sure = finite.filter((point) => point.sure);
  const single = sure.filter((point) => {
    const i = points.indexOf(point);
    return !points[i - 1]?.sure && !points[i + 1]?.sure;
  });
  const shown = (sure.length > 0 ? sure : finite).map(({ y }) => y);
  const range: [number, number] = shown.length > 0 ? domain(shown) : [log ? 1 : 0, 10];
  const ticks = log ? logTicks(range) : 3;
  const scale: Plot.ScaleOptions = { domain: range, clamp: true, label: null, ticks, ...(log ? { type: 'log' } : {}) };
  const faint = { x: 't', y: 'y', stroke: colour, strokeOpacity: 0.3, strokeWidth: 1 };
  const strong = {
    x: 't',
    y: (d: (typeof points)[number]) => (d.sure ? d.y : Number.NaN),
    stroke: colour,
    strokeWidth: 1.6,
  };
  return panel(frame, { y: scale }, [
    Plot.gridY({ stroke: '#000', strokeOpacity: 0.08, ticks }),
    ...(name === 'f0' ? [Plot.line(points, faint)] : []),
    Plot.line(points, strong),
    // A single frame between silent or unvoiced ones is not a line: draw a dot.
    Plot.dot(single, { ...strong, r: 0.6, fill: colour, stroke: 'none' }),
    caption(title),
  ]);
}

/** Ticks of a logarithmic axis, at most five: 1-2-5 where the range is narrow, otherwise one for each decade. */
function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Array.from({ length: 12 }, (_, i) => 10 ** (i - 6));
  const fine = decades.flatMap((decade) => [1, 2, 5].map((step) => Number((step * decade).toPrecision(1))));
  const inside = (ticks: readonly number[]): number[] => ticks.filter((tick) => tick >= low && tick <= high);
  const few = inside(fine);
  return few.length <= 5 ? few : inside(decades.map((decade) => Number(decade.toPrecision(1))));
}
