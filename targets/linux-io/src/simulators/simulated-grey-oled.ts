import type { SimulatedOled } from './simulated-oled.ts';

/** Bytes that follow a command, of both chips. */
const ARGUMENTS = new Map([
  [0x15, 2],
  [0x75, 2],
  ...[0x81, 0xa0, 0xa1, 0xa2, 0xa8, 0xab, 0xad, 0xb1, 0xb3, 0xb6, 0xbc, 0xbd, 0xbe, 0xd5, 0xfd].map(
    (command): [number, number] => [command, 1],
  ),
]);

const CHIPS = {
  ssd1327: { width: 128, height: 128, remap: 0x51 },
  ssd1362: { width: 256, height: 64, remap: 0xc3 },
} as const;

/** An SSD1327 or SSD1362 by its data sheet, mounted as on modules: a window of columns (two pixels each) and rows, filled row by row. */
export function createSimulatedGreyOled(chip: keyof typeof CHIPS): SimulatedOled {
  const { width, height, remap } = CHIPS[chip];
  const columns = width / 2;
  const memory = new Uint8Array(columns * height);
  let state = afterReset();

  function afterReset() {
    for (let i = 0; i < memory.length; i++) memory[i] = (i * 89 + 41) & 0xff;
    return {
      isOn: false,
      isMounted: false,
      isUnlocked: true,
      columns: [0, columns - 1],
      rows: [0, height - 1],
      column: 0,
      row: 0,
    };
  }

  function execute(command: number, [a = 0, b = 0]: readonly number[]): void {
    if (command === 0xfd) state.isUnlocked = a === 0x12;
    if (!state.isUnlocked) return;
    if (command === 0xae || command === 0xaf) state.isOn = command === 0xaf;
    else if (command === 0xa0) state.isMounted = a === remap;
    else if (command === 0x15) [state.columns, state.column] = [[a, b], a];
    else if (command === 0x75) [state.rows, state.row] = [[a, b], a];
  }

  function draw(byte: number): void {
    memory[state.row * columns + state.column] = byte;
    if (state.column++ < state.columns[1]) return;
    state.column = state.columns[0];
    state.row = state.row === state.rows[1] ? state.rows[0] : state.row + 1;
  }

  return {
    write: (bytes) => {
      if (bytes[0] === 0x40) {
        for (const byte of bytes.subarray(1)) draw(byte);
        return;
      }
      for (let i = 1; i < bytes.length; ) {
        const count = ARGUMENTS.get(bytes[i]) ?? 0;
        execute(bytes[i], [...bytes.subarray(i + 1, i + 1 + count)]);
        i += 1 + count;
      }
    },
    read: (into) => void into.fill(state.isOn ? 0x00 : 0x40),
    framebuffer: () =>
      Uint8Array.from({ length: width * height }, (_, at) => {
        if (!state.isOn || !state.isMounted) return 0;
        const byte = memory[at >> 1];
        return at % 2 === 0 ? byte >> 4 : byte & 0x0f;
      }),
    get isOn() {
      return state.isOn;
    },
    losePower: () => {
      state = afterReset();
    },
  };
}
