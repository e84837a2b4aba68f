import { setTimeout as delay } from 'node:timers/promises';
import type { Display } from '@neurorack/contracts/display';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2cBus } from '../i2c/i2c-bus.ts';
import { dirtySpans, type Span } from './span.ts';

/** Commands and pixel format of a display controller; bytes as in its data sheet. */
export interface OledChip {
  readonly name: string;
  /** Bits a pixel. */
  readonly depth: 1 | 4;
  /** Bytes of a page: eight rows, or one row of a greyscale display. */
  readonly rowBytes: (width: number) => number;
  /** Converts pixels to the bytes of the controller's pages. */
  readonly pack: (frame: Uint8Array, width: number, into: Uint8Array) => void;
  /** Start-up commands; the display stays off. */
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
   * Pause between two pages, ms. On a bus shared with the ADC a round of four readings fits into it, so that the display delays a voltage
   * by one page at most (3.1 ms at 400 kHz). Default 3; 0 on a bus of its own.
   */
  readonly pauseMs?: number;
  /** Waits for a time in ms; tests pass their own. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** First byte of a transaction: commands or pixels follow. */
const COMMANDS = 0x00;
const PIXELS = 0x40;
const DISPLAY_ON = 0xaf;
const DISPLAY_OFF = 0xae;
/** Bytes sent before a pause: 3.1 ms at 400 kHz. */
const MAX_BYTES = 128;

/**
 * An OLED with a page-organised controller. Sends the columns of each page that differ from the displayed frame, one transaction a page.
 * After a fault the next `show` initialises the controller again and sends the whole frame: it may have lost its supply. A `show` during
 * another one sends the newest frame afterwards.
 *
 * Evidence: data sheets, and the simulator built from them; not yet run on a display.
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

  /** Pauses before the page that would exceed `MAX_BYTES`, so that other chips get the bus. */
  async function yieldBus(): Promise<void> {
    if (sinceBytes + rowBytes <= MAX_BYTES) return;
    sinceBytes = 0;
    if (pauseMs > 0) await pause(pauseMs);
  }

  /** The controller's memory is random after power-on: the whole frame is sent before the display is switched on. */
  async function start(): Promise<void> {
    command(DISPLAY_OFF, ...chip.start(width, height));
    for (let page = 0; page * rowBytes < wanted.length; page++) {
      sendSpan({ page, first: 0, last: rowBytes - 1 });
      await yieldBus();
    }
    command(DISPLAY_ON);
    isStarted = true;
  }

  async function send(): Promise<void> {
    try {
      if (!isStarted) await start();
      // The frame may change during the transfer: each page is compared just before it is sent.
      for (;;) {
        const [span] = dirtySpans(shown, wanted, rowBytes);
        if (span === undefined) return;
        sendSpan(span);
        await yieldBus();
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
      // A display that no longer responds is dark already, or cannot be switched off.
      await send()
        .then(() => command(DISPLAY_OFF))
        .catch(() => undefined);
    },
  };
}
