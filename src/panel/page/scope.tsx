import { useEffect, useRef } from 'preact/hooks';
import type { AudioPlayback } from './audio-playback.ts';
import { createLevelMeter } from './level-meter.ts';

const WIDTH = 640;
const HEIGHT = 200;
const METER = 14;
const DIVISIONS = { across: 10, down: 8 };
/** Samples across the screen: 23 ms at 44.1 kHz. */
const SPAN = 1024;
const REDUCED_MOTION_MS = 200;

/** The waveform of the audio in this page, triggered at a rising zero crossing, and its level. */
export function Scope({ audio, isOn }: { audio: AudioPlayback; isOn: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const level = useRef<HTMLOutputElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    const ratio = Math.min(devicePixelRatio, 2);
    context.canvas.width = WIDTH * ratio;
    context.canvas.height = HEIGHT * ratio;
    context.scale(ratio, ratio);
    drawScreen(context);
    if (!isOn) return;

    const isReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const samples = new Float32Array(4096);
    const meter = createLevelMeter();
    let frame = 0;
    let drawn = 0;
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      if (isReducedMotion && now - drawn < REDUCED_MOTION_MS) return;
      drawn = now;
      audio.analyser?.getFloatTimeDomainData(samples);
      const { share, peakShare, text } = meter.read(samples, now);
      drawScreen(context);
      drawWave(context, samples);
      drawLevel(context, share, peakShare);
      if (level.current !== null && level.current.textContent !== text) level.current.textContent = text;
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [audio, isOn]);
  return (
    <div class="scope">
      <canvas ref={canvas} role="img" aria-label="Waveform and level of the audio in this browser" />
      <output ref={level} aria-live="off">
        {isOn ? '' : 'turn the sound on to see the waveform'}
      </output>
    </div>
  );
}

function drawScreen(context: CanvasRenderingContext2D): void {
  context.clearRect(0, 0, WIDTH, HEIGHT);
  const right = WIDTH - METER - 12;
  for (let n = 0; n <= DIVISIONS.across; n++) line(context, (n * right) / DIVISIONS.across, 0, 0, HEIGHT, n === 5);
  for (let n = 0; n <= DIVISIONS.down; n++) line(context, 0, (n * HEIGHT) / DIVISIONS.down, right, 0, n === 4);
}

function line(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number, isAxis: boolean): void {
  context.fillStyle = isAxis ? '#2f4a50' : '#16252a';
  context.fillRect(x - 0.5, y - 0.5, dx || 1, dy || 1);
}

function drawWave(context: CanvasRenderingContext2D, samples: Float32Array): void {
  const right = WIDTH - METER - 12;
  const late = samples.length - SPAN;
  const rising = samples.findLastIndex((x, n) => n > 0 && n < late && x >= 0 && samples[n - 1] < 0);
  const start = Math.max(rising, 0);
  context.beginPath();
  for (let x = 0; x <= right; x++) {
    context.lineTo(x, (HEIGHT / 2) * (1 - 0.95 * samples[start + Math.floor((x * (SPAN - 1)) / right)]));
  }
  context.lineJoin = 'round';
  for (const [width, colour] of [
    [6, 'rgb(127 227 255 / 0.14)'],
    [1.7, '#8fe9ff'],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function drawLevel(context: CanvasRenderingContext2D, share: number, peakShare: number): void {
  const segments = 24;
  const x = WIDTH - METER - 3;
  const height = HEIGHT / segments;
  for (let n = 0; n < segments; n++) {
    const at = (n + 0.5) / segments;
    const isLit = at <= share || Math.abs(at - peakShare) < 0.5 / segments;
    const [dark, lit] = at > 0.95 ? ['#3a1613', '#ff6a52'] : at > 0.8 ? ['#33260f', '#ffb84d'] : ['#0f2a22', '#5fe0a0'];
    context.fillStyle = isLit ? lit : dark;
    context.fillRect(x, HEIGHT - (n + 1) * height + 1, METER, height - 2);
  }
}
