import { setTimeout as delay } from 'node:timers/promises';
import type { Display } from '@neurorack/contracts/display';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2cBus } from '../i2c/i2c-bus.ts';
import { dirtySpans, type Span } from './span.ts';

/** How a controller is told things; bytes as its data sheet gives them. */
export interface OledChip {
  readonly name: string;
  /** Bits a pixel. */
  readonly depth: 1 | 4;
  /** Bytes of a page: of eight rows, or of one where pixels are grey. */
  readonly rowBytes: (width: number) => number;
  /** Pixels to the bytes of its pages. */
  readonly pack: (frame: Uint8Array, width: number, into: Uint8Array) => void;
  /** Commands that make it ready, display still off. */
  start(width: number, height: number): readonly number[];
  /** Commands before the data of a span. */
  moveTo(span: Span): readonly number[];
}

export interface OledOptions {
  readonly bus: I2cBus;
  /** 0x3c or 0x3d. */
  readonly address: number;
  readonly width?: number;
  readonly height?: number;
  /**
   * Pause between two pages, ms. On a bus that the ADC shares this lets a round of four readings through, so that a voltage is never
   * later than one page (3.1 ms at 400 kHz) because of the display. Default 3; 0 on a bus of its own.
   */
  readonly pauseMs?: number;
  /** Waits for so many ms; another one stands in for it in tests. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** First byte of a transaction: what follows are commands, or pixels. */
const COMMANDS = 0x00;
const PIXELS = 0x40;
const DISPLAY_ON = 0xaf;
const DISPLAY_OFF = 0xae;
/** The bus is the display's for so many bytes, 3.1 ms at 400 kHz, before it pauses. */
const MOST_BYTES = 128;

/**
 * An OLED with a page-organised controller. Sends the columns of each page that differ from what the glass shows, one
 * transaction a page. After a fault the controller is started anew and gets the whole frame with the next `show`: it may have lost
 * its supply. `show` while one is under way sends what is newest once that is through.
 *
 * Evidence: data sheets, and the simulator built from them; nobody has run it on a display.
 */
export function createOled(chip: OledChip, options: OledOptions): Display {
  const { bus, address, width = 128, height = 64, pauseMs = 3, pause = delay } = options;
  const rowBytes = chip.rowBytes(width);
  const shown = new Uint8Array((width * height * chip.depth) / 8);
  const wanted = new Uint8Array(shown.length);
  let sinceBytes = 0;
  let isStarted = false;
  let isClosed = false;
  let sending: Promise<void> | undefined;

  const command = (...bytes: readonly number[]): void => bus.write(address, Uint8Array.of(COMMANDS, ...bytes));

  function sendSpan({ page, first, last }: Span): void {
    const from = page * rowBytes + first;
    command(...chip.moveTo({ page, first, last }));
    const pixels = wanted.slice(from, page * rowBytes + last + 1);
    const bytes = new Uint8Array(pixels.length + 1);
    bytes[0] = PIXELS;
    bytes.set(pixels, 1);
    bus.write(address, bytes);
    shown.set(pixels, from);
    sinceBytes += pixels.length;
  }

  /** Lets others have the bus, once another page would be too much. */
  async function giveWay(): Promise<void> {
    if (sinceBytes + rowBytes <= MOST_BYTES) return;
    sinceBytes = 0;
    if (pauseMs > 0) await pause(pauseMs);
  }

  /** The memory of a controller is random after power-on: all of it is sent before the display goes on. */
  async function start(): Promise<void> {
    command(DISPLAY_OFF, ...chip.start(width, height));
    for (let page = 0; page * rowBytes < wanted.length; page++) {
      sendSpan({ page, first: 0, last: rowBytes - 1 });
      await giveWay();
    }
    command(DISPLAY_ON);
    isStarted = true;
  }

  async function send(): Promise<void> {
    try {
      if (!isStarted) await start();
      // Oldest first would chase a moving picture: each page is compared when its turn comes.
      for (;;) {
        const [span] = dirtySpans(shown, wanted, rowBytes);
        if (span === undefined) return;
        sendSpan(span);
        await giveWay();
      }
    } catch (error) {
      isStarted = false;
      throw error;
    }
  }

  return {
    width,
    height,
    depth: chip.depth,
    show: (frame) => {
      if (frame.length !== width * height) {
        throw new NeurorackError(
          'bad-input',
          `a frame of ${frame.length} pixels, the ${chip.name} has ${width} x ${height}`,
          {
            remedy: 'draw frames of the display’s own size',
          },
        );
      }
      if (isClosed) return;
      chip.pack(frame, width, wanted);
      sending ??= send().finally(() => {
        sending = undefined;
      });
      return sending;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await sending?.catch(() => undefined);
      wanted.fill(0);
      // A display that does not answer any more is dark, or cannot be helped.
      await send()
        .then(() => command(DISPLAY_OFF))
        .catch(() => undefined);
    },
  };
}
