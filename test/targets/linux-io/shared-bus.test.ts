import { createAds1x15, createSh1106, createSsd1306 } from '@neurorack/linux-io';
import {
  createSimulatedAds1x15,
  createSimulatedI2c,
  createSimulatedOled,
  createVirtualTime,
  type Transaction,
} from '@neurorack/linux-io/simulators';
import { describe, expect, it } from 'vitest';

/** A step of a thread: a wait, then a transaction on the bus. */
interface Step {
  readonly waitUs: number;
  readonly busUs: number;
  /** Whether it is the last step of a round of readings, or of a page. */
  readonly isLast: boolean;
}

const CHIPS = { ssd1306: createSsd1306, sh1106: createSh1106 } as const;
/** The pauses of `openPanelDisplay`. */
const PAUSE_MS = { ads1015: 3, ads1115: 7 } as const;

/** The steps of a driver, from its transactions on a bus of its own. */
function stepsOf(transactions: readonly Transaction[], isLast: (transaction: Transaction) => boolean): Step[] {
  return transactions.map((transaction, n) => ({
    waitUs: n === 0 ? 0 : transaction.startUs - transactions[n - 1].endUs,
    busUs: transaction.endUs - transaction.startUs,
    isLast: isLast(transaction),
  }));
}

function adcSteps(chip: keyof typeof PAUSE_MS): Step[] {
  const time = createVirtualTime();
  const i2c = createSimulatedI2c({ time });
  i2c.attach(0x48, createSimulatedAds1x15(chip, time));
  const bus = i2c.open(1);
  createAds1x15({ chip, bus, address: 0x48, clock: time, waitUntil: time.waitUntil }).read(new Float32Array(4));
  const last = i2c.transactions.at(-1);
  return stepsOf(i2c.transactions, (transaction) => transaction === last);
}

/** The steps that redraw all eight pages. */
async function displaySteps(name: keyof typeof CHIPS, pauseMs: number): Promise<Step[]> {
  const time = createVirtualTime();
  const i2c = createSimulatedI2c({ time });
  i2c.attach(0x3c, createSimulatedOled(name));
  const pause = async (ms: number): Promise<void> => time.advance(1000 * ms);
  const display = CHIPS[name]({ bus: i2c.open(1), address: 0x3c, pauseMs, pause });
  await display.show(new Uint8Array(128 * 64));
  i2c.clear();
  await display.show(new Uint8Array(128 * 64).fill(1));
  return stepsOf(i2c.transactions, ({ bytes }) => bytes[0] === 0x40);
}

/** Both on one bus, first come, first served. Returns the end times of rounds and pages, µs. */
function onOneBus(adc: readonly Step[], display: readonly Step[], offsetUs: number) {
  const ends = { rounds: [] as number[], pages: [] as number[] };
  const actors = [
    { steps: adc, at: 0, requestUs: adc[0].waitUs, ends: ends.rounds },
    { steps: display, at: 0, requestUs: offsetUs, ends: ends.pages },
  ];
  let freeUs = 0;
  while (ends.rounds.length < 60) {
    const [next] = [...actors].sort((a, b) => a.requestUs - b.requestUs);
    const step = next.steps[next.at];
    freeUs = Math.max(freeUs, next.requestUs) + step.busUs;
    if (step.isLast) next.ends.push(freeUs);
    next.at = (next.at + 1) % next.steps.length;
    // The pause after the last page of a frame is as long as any other.
    next.requestUs =
      freeUs + (next.at === 0 && next.steps === display ? display[2].waitUs : next.steps[next.at].waitUs);
  }
  return ends;
}

describe.each(['ads1015', 'ads1115'] as const)('an %s on the bus of a display', (chip) => {
  it.each(['ssd1306', 'sh1106'] as const)(
    'is delayed by one page at most between two rounds of readings while an %s redraws all pages',
    async (name) => {
      const adc = adcSteps(chip);
      const display = await displaySteps(name, PAUSE_MS[chip]);
      expect(display.filter(({ isLast }) => isLast)).toHaveLength(8);
      const roundUs = adc.reduce((sum, { waitUs, busUs }) => sum + waitUs + busUs, 0);
      const pageUs = display[0].busUs + display[1].busUs;
      expect(pageUs).toBeLessThan(3200);
      expect(roundUs).toBeLessThan(1000 * PAUSE_MS[chip]);
      let [maxPages, longestUs] = [0, 0];
      for (let offsetUs = 0; offsetUs < roundUs; offsetUs += 50) {
        const { rounds, pages } = onOneBus(adc, display, offsetUs);
        for (let n = 1; n < rounds.length; n++) {
          maxPages = Math.max(maxPages, pages.filter((end) => end > rounds[n - 1] && end <= rounds[n]).length);
          longestUs = Math.max(longestUs, rounds[n] - rounds[n - 1]);
        }
      }
      expect(maxPages).toBe(1);
      // One page at most: the kernel grants the bus in the order of requests.
      expect(longestUs).toBeLessThan(roundUs + pageUs + 1);
    },
  );

  it('would be delayed by two pages in a round with shorter pauses', async () => {
    const adc = adcSteps(chip);
    const { rounds, pages } = onOneBus(adc, await displaySteps('ssd1306', 0.1), 0);
    const counts = rounds.slice(1).map((end, n) => pages.filter((page) => page > rounds[n] && page <= end).length);
    expect(Math.max(...counts)).toBeGreaterThan(1);
  });
});
