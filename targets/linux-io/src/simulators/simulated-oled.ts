import type { SimulatedChip } from './simulated-i2c.ts';

/** An SSD1306 or SH1106 by its data sheet, mounted as on modules. */
export interface SimulatedOled extends SimulatedChip {
  /** The visible pixels: a byte each, row by row; dark while the display or its charge pump is off. */
  framebuffer(): Uint8Array;
  readonly isOn: boolean;
  /** Interrupts the supply briefly: registers as after reset, random memory. */
  losePower(): void;
}

/** Bytes that follow a command. */
const ARGUMENTS = new Map([
  [0x20, 1],
  [0x21, 2],
  [0x22, 2],
  [0x81, 1],
  [0x8d, 1],
  [0xa8, 1],
  [0xad, 1],
  [0xd3, 1],
  [0xd5, 1],
  [0xd9, 1],
  [0xda, 1],
  [0xdb, 1],
]);
const SSD1306_ONLY = [0x20, 0x21, 0x22, 0x8d, 0x2e];

export function createSimulatedOled(chip: 'ssd1306' | 'sh1106'): SimulatedOled {
  const columns = chip === 'ssd1306' ? 128 : 132;
  const memory = new Uint8Array(columns * 8);
  let state = afterReset();

  function afterReset() {
    for (let i = 0; i < memory.length; i++) memory[i] = (i * 89 + 41) & 0xff;
    return {
      isOn: false,
      isPumping: false,
      isHorizontal: false,
      isMirrored: false,
      isUpsideDown: false,
      firstColumn: 0,
      lastColumn: columns - 1,
      firstPage: 0,
      lastPage: 7,
      column: 0,
      page: 0,
    };
  }

  function execute(command: number, [a = 0, b = 0]: readonly number[]): void {
    if (chip === 'sh1106' && SSD1306_ONLY.includes(command)) throw new Error(`an SH1106 has no command ${command}`);
    if (command === 0xae || command === 0xaf) state.isOn = command === 0xaf;
    else if (command === 0x20) state.isHorizontal = a === 0;
    else if (command === 0x21) [state.firstColumn, state.lastColumn, state.column] = [a, b, a];
    else if (command === 0x22) [state.firstPage, state.lastPage, state.page] = [a, b, a];
    else if (command === 0x8d) state.isPumping = (a & 0x04) !== 0;
    else if (command === 0xad) state.isPumping = (a & 0x01) !== 0;
    else if (command === 0xa0 || command === 0xa1) state.isMirrored = command === 0xa1;
    else if (command === 0xc0 || command === 0xc8) state.isUpsideDown = command === 0xc8;
    else if (command >= 0xb0 && command <= 0xb7) state.page = command & 7;
    else if (command <= 0x0f) state.column = (state.column & 0xf0) | command;
    else if (command <= 0x1f) state.column = (state.column & 0x0f) | ((command & 0x0f) << 4);
  }

  function draw(byte: number): void {
    memory[state.page * columns + state.column] = byte;
    if (!state.isHorizontal) {
      state.column = Math.min(state.column + 1, columns - 1);
      return;
    }
    if (state.column++ < state.lastColumn) return;
    state.column = state.firstColumn;
    state.page = state.page === state.lastPage ? state.firstPage : state.page + 1;
  }

  return {
    write: (bytes) => {
      if (bytes[0] === 0x40) {
        for (const byte of bytes.subarray(1)) draw(byte);
        return;
      }
      for (let i = 1; i < bytes.length; ) {
        const command = bytes[i];
        const count = ARGUMENTS.get(command) ?? 0;
        execute(command, [...bytes.subarray(i + 1, i + 1 + count)]);
        i += 1 + count;
      }
    },
    read: (into) => void into.fill(state.isOn ? 0x00 : 0x40),
    framebuffer: () => {
      const isLit = state.isOn && state.isPumping && state.isMirrored && state.isUpsideDown;
      const left = (columns - 128) / 2;
      return Uint8Array.from({ length: 128 * 64 }, (_, at) => {
        const [row, column] = [Math.floor(at / 128), at % 128];
        return isLit ? (memory[(row >> 3) * columns + left + column] >> (row & 7)) & 1 : 0;
      });
    },
    get isOn() {
      return state.isOn;
    },
    losePower: () => {
      state = afterReset();
    },
  };
}
