import { useEffect, useRef } from 'preact/hooks';
import type { Sound } from './sound.ts';

const WIDTH = 640;
const HEIGHT = 160;

/** The waveform, standing still at a rising zero crossing. */
export function Scope({ sound, isOn }: { sound: Sound; isOn: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    const samples = new Float32Array(2048);
    let frame = 0;
    const draw = (): void => {
      frame = requestAnimationFrame(draw);
      sound.analyser?.getFloatTimeDomainData(samples);
      context.clearRect(0, 0, WIDTH, HEIGHT);
      context.strokeStyle = '#2b3138';
      context.strokeRect(0, HEIGHT / 2, WIDTH, 0);
      const rising = samples.findIndex((x, n) => n > 0 && n < 1024 && x >= 0 && samples[n - 1] < 0);
      const start = Math.max(rising, 0);
      context.beginPath();
      for (let x = 0; x < WIDTH; x++) {
        const value = samples[start + Math.floor((x * 1024) / WIDTH)] ?? 0;
        context.lineTo(x, HEIGHT / 2 - (value * HEIGHT) / 2.1);
      }
      context.strokeStyle = '#7fe3ff';
      context.lineWidth = 1.5;
      context.stroke();
    };
    if (isOn) draw();
    else context.clearRect(0, 0, WIDTH, HEIGHT);
    return () => cancelAnimationFrame(frame);
  }, [sound, isOn]);
  return <canvas ref={canvas} class="scope" width={WIDTH} height={HEIGHT} role="img" aria-label="Waveform" />;
}
