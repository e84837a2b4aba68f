import { useEffect, useRef } from 'preact/hooks';
import { clamp } from '../../numeric/clamp.ts';
import type { AudioPlayback } from './audio-playback.ts';

const WIDTH = 640;
const HEIGHT = 160;
/** Bottom and top of the picture, Hz; equal steps are equal ratios. */
const LOWEST_HZ = 40;
const HIGHEST_HZ = 16_000;
/** Black and white, dBFS. */
const DARKEST_DB = -100;
const BRIGHTEST_DB = -20;
/** Columns a second. */
const COLUMNS = 60;
const CALM_COLUMNS = 5;
const MARKS_HZ = [100, 1000, 10_000];

/** What this page plays, over the last ten seconds and all that is heard: brighter is louder. */
export function Spectrogram({ sound, isOn }: { sound: AudioPlayback; isOn: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    context.fillStyle = '#070b0d';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    if (!isOn) return;

    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const columnMs = 1000 / (isCalm ? CALM_COLUMNS : COLUMNS);
    const column = context.createImageData(1, HEIGHT);
    let decibels = new Float32Array(0);
    let frame = 0;
    let drawn = 0;
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      const { analyser } = sound;
      if (analyser === undefined || now - drawn < columnMs) return;
      drawn = now;
      if (decibels.length !== analyser.frequencyBinCount) decibels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(decibels);
      context.drawImage(context.canvas, 1, 0, WIDTH - 1, HEIGHT, 0, 0, WIDTH - 1, HEIGHT);
      paint(column, decibels, analyser.context.sampleRate);
      context.putImageData(column, WIDTH - 1, 0);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [sound, isOn]);
  return (
    <div class="spectrogram">
      <canvas ref={canvas} width={WIDTH} height={HEIGHT} role="img" aria-label="Spectrogram of what this page plays" />
      {MARKS_HZ.map((hertz) => (
        <i key={hertz} aria-hidden="true" style={{ '--place': placeOf(hertz).toFixed(3) }}>
          {hertz < 1000 ? hertz : `${hertz / 1000}k`}
        </i>
      ))}
    </div>
  );
}

const placeOf = (hertz: number): number => Math.log(hertz / LOWEST_HZ) / Math.log(HIGHEST_HZ / LOWEST_HZ);

/** A column of pixels, the highest frequency at its top. */
function paint(column: ImageData, decibels: Float32Array, sampleRate: number): void {
  const binHz = sampleRate / 2 / decibels.length;
  for (let y = 0; y < HEIGHT; y++) {
    const from = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** ((HEIGHT - 1 - y) / HEIGHT);
    const to = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** ((HEIGHT - y) / HEIGHT);
    let loudest = Number.NEGATIVE_INFINITY;
    for (let bin = Math.floor(from / binHz); bin <= Math.floor(to / binHz); bin++) {
      loudest = Math.max(loudest, decibels[bin] ?? Number.NEGATIVE_INFINITY);
    }
    const share = clamp((loudest - DARKEST_DB) / (BRIGHTEST_DB - DARKEST_DB), 0, 1);
    column.data.set([7 + 248 * share ** 2.2, 11 + 235 * share ** 1.4, 13 + 242 * share ** 0.8, 255], 4 * y);
  }
}
