import { useEffect, useRef } from 'preact/hooks';
import { clamp } from '../../numeric/clamp.ts';
import type { AudioPlayback } from './audio-playback.ts';

const WIDTH = 640;
const HEIGHT = 160;
/** Range of the logarithmic frequency axis, Hz. */
const MIN_HZ = 40;
const MAX_HZ = 16_000;
/** Levels of black and white, dBFS. */
const MIN_DB = -100;
const MAX_DB = -20;
/** Columns per second. */
const COLUMNS = 60;
const REDUCED_MOTION_COLUMNS = 5;
const MARKS_HZ = [100, 1000, 10_000];

/** The audio of the last ten seconds over the audible range: brighter is louder. */
export function Spectrogram({ audio, isOn }: { audio: AudioPlayback; isOn: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    context.fillStyle = '#070b0d';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    if (!isOn) return;

    const isReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const columnMs = 1000 / (isReducedMotion ? REDUCED_MOTION_COLUMNS : COLUMNS);
    const column = context.createImageData(1, HEIGHT);
    let decibels = new Float32Array(0);
    let frame = 0;
    let drawn = 0;
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      const { analyser } = audio;
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
  }, [audio, isOn]);
  return (
    <div class="spectrogram">
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label="Spectrogram of the audio in this browser"
      />
      {MARKS_HZ.map((hertz) => (
        <i key={hertz} aria-hidden="true" style={{ '--height': heightOf(hertz).toFixed(3) }}>
          {hertz < 1000 ? hertz : `${hertz / 1000}k`}
        </i>
      ))}
    </div>
  );
}

const heightOf = (hertz: number): number => Math.log(hertz / MIN_HZ) / Math.log(MAX_HZ / MIN_HZ);

/** Paints a column of pixels, the highest frequency at the top. */
function paint(column: ImageData, decibels: Float32Array, sampleRate: number): void {
  const binHz = sampleRate / 2 / decibels.length;
  for (let y = 0; y < HEIGHT; y++) {
    const from = MIN_HZ * (MAX_HZ / MIN_HZ) ** ((HEIGHT - 1 - y) / HEIGHT);
    const to = MIN_HZ * (MAX_HZ / MIN_HZ) ** ((HEIGHT - y) / HEIGHT);
    let loudest = Number.NEGATIVE_INFINITY;
    for (let bin = Math.floor(from / binHz); bin <= Math.floor(to / binHz); bin++) {
      loudest = Math.max(loudest, decibels[bin] ?? Number.NEGATIVE_INFINITY);
    }
    const share = clamp((loudest - MIN_DB) / (MAX_DB - MIN_DB), 0, 1);
    column.data.set([7 + 248 * share ** 2.2, 11 + 235 * share ** 1.4, 13 + 242 * share ** 0.8, 255], 4 * y);
  }
}
