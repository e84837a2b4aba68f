import { useEffect, useRef } from 'preact/hooks';
import type { OledFrame } from '../protocol.ts';

const LIT = [190, 240, 255];
const DARK = [6, 9, 12];

/** The frame of the module's display, pixel by pixel. */
export function Oled({ frame }: { frame: OledFrame | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined || frame === undefined) return;
    const { width, height, depth, data } = frame;
    const image = context.createImageData(width, height);
    const pixels = atob(data);
    const maxLevel = 2 ** depth - 1;
    for (let n = 0; n < width * height; n++) {
      const share = pixels.charCodeAt(n) / maxLevel;
      for (let c = 0; c < 3; c++) image.data[4 * n + c] = DARK[c] + share * (LIT[c] - DARK[c]);
      image.data[4 * n + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [frame]);
  return (
    <canvas
      ref={canvas}
      class="oled"
      width={frame?.width ?? 128}
      height={frame?.height ?? 64}
      role="img"
      aria-label="OLED display"
    />
  );
}
