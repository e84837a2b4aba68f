import { createSsd1306 } from '@neurorack/linux-io';
import { createSimulatedI2c, createSimulatedOled, createVirtualTime } from '@neurorack/linux-io/simulators';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawStrip, frameAt, readFilm } from '../../ci/virtual-board/report/film.ts';
import { readText } from '../../ci/virtual-board/report/read-text.ts';
import { readRounds } from '../../ci/virtual-board/report/readings.ts';
import { onset, peak, type Sound, similarity } from '../../ci/virtual-board/report/recording.ts';
import { readBusLine, writeBusLine } from '../../ci/virtual-board/test-bench/bus-log.ts';
import { createBusRecorder } from '../../ci/virtual-board/test-bench/bus-recorder.ts';
import { decodeRequest, encodeResponse } from '../../ci/virtual-board/test-bench/relay.ts';
import { createCanvas } from '../../src/ui/canvas.ts';
import { spleen5x8 } from '../../src/ui/fonts/spleen-5x8.ts';

/** A page of the display with a name on it; the selection is inverted. */
function page(name: string, isChosen: boolean): Uint8Array {
  const canvas = createCanvas({ width: 128, height: 64, depth: 1, font: spleen5x8 });
  canvas.text(1, 12, name);
  if (isChosen) canvas.invert(0, 12, 5 * name.length + 1, 8);
  return canvas.pixels;
}

describe('a request of the kernel module', () => {
  it('is a number, an address, flags, a length, and the bytes of a write', () => {
    const bytes = Buffer.from('07000000' + '4800' + '0000' + '03000000' + '01c383', 'hex');
    expect(decodeRequest(bytes)).toEqual({
      number: 7,
      address: 0x48,
      isRead: false,
      length: 3,
      bytes: Uint8Array.of(1, 0xc3, 0x83),
    });
    const asked = decodeRequest(Buffer.from('08000000' + '4800' + '0100' + '02000000', 'hex'));
    expect(asked).toEqual({ number: 8, address: 0x48, isRead: true, length: 2, bytes: new Uint8Array(0) });
  });

  it('is answered with that number, a status, and the bytes of a read', () => {
    expect(encodeResponse(8, { status: 0, bytes: Uint8Array.of(0x12, 0x34) }).toString('hex')).toBe(
      '08000000000000001234',
    );
    expect(encodeResponse(9, { status: -6 }).toString('hex')).toBe('09000000faffffff');
  });
});

describe('the log of the bus', () => {
  it('reads as it was written', () => {
    const messages = [
      { us: 1234, address: 0x3c, isRead: false, bytes: Buffer.from([0x40, 1, 2]), status: 0 },
      { us: 1300, address: 0x48, isRead: true, bytes: Buffer.from([0x12, 0x30]), status: 0 },
      { us: 1400, address: 0x48, isRead: false, bytes: Buffer.from([0]), status: -6 },
    ];
    expect(messages.map(writeBusLine).map(readBusLine)).toEqual(messages);
    expect(() => readBusLine('{"us":1,"a":300,"w":""}')).toThrow();
  });

  it('is recorded as it comes, short messages and long ones, and taken once', () => {
    const tape = createBusRecorder(64);
    const messages = [3, 40, 0, 100, 1, 48].map((length, n) => ({
      us: 1e9 + 0.25 * n,
      address: 0x3c + n,
      isRead: n % 2 === 1,
      bytes: Uint8Array.from({ length }, (_, i) => 7 * i + n),
      status: n % 3 === 1 ? -6 : 0,
    }));
    for (const message of messages) tape.add(message);
    expect(tape.take()).toEqual(messages);
    expect(tape.take()).toEqual([]);
    tape.add(messages[3]);
    expect(tape.take()).toEqual([messages[3]]);
  });
});

describe('the film of what the display showed', () => {
  it('has each frame that the driver has sent, from then on, and its text can be read', async () => {
    const time = createVirtualTime();
    const i2c = createSimulatedI2c({ time });
    i2c.attach(0x3c, createSimulatedOled('ssd1306'));
    const display = createSsd1306({
      bus: i2c.open(1),
      address: 0x3c,
      height: 64,
      pauseMs: 3,
      pause: async (ms) => time.advance(1000 * ms),
    });
    const names = ['A Boom', 'A Bass drop', 'A Boom'];
    const shownUs: number[] = [];
    for (const [n, name] of names.entries()) {
      await display.show(page(name, n === 0));
      shownUs.push(time.nowUs());
      time.advance(100_000);
    }
    const bus = i2c.transactions.map(({ startUs, address, direction, bytes }) => ({
      us: startUs,
      address,
      isRead: direction === 'read',
      bytes,
      status: 0,
    }));
    const board = {
      panel: { id: 'p', name: 'p', display: { controller: 'ssd1306', bus: 'panel', address: 0x3c, height: 64 } },
    } as const;
    const film = readFilm(bus, board);
    const read = shownUs.map((us) =>
      readText(frameAt(film, us)?.pixels ?? new Uint8Array(0), { x: 1, y: 12, columns: 12 }),
    );
    expect(read).toEqual(names);
    expect(film).toHaveLength(3);
    const { width, height, data } = PNG.sync.read(drawStrip(film, { width: 128, columns: 2 }));
    expect([width, height]).toEqual([2 * (256 + 8) + 8, 2 * (128 + 8) + 8]);
    // The second row of the name, inverted in the first frame: its first pixel is lit.
    expect([...data.subarray(4 * ((8 + 2 * 13) * width + 8), 4 * ((8 + 2 * 13) * width + 8) + 3)]).toEqual([
      0xd8, 0xf2, 0xff,
    ]);
  });
});

describe('the traffic of the converter', () => {
  it('is decoded to volts at the jacks', () => {
    const cv = {
      adc: 'ads1015',
      bus: 'panel',
      address: 0x48,
      fullScaleVolts: 4.096,
      jacks: [0, 1],
      frontEnd: { slope: 0.15, offsetVolts: 1.65 },
    } as const;
    const say = (us: number, isRead: boolean, hex: string) => ({
      us,
      address: 0x48,
      isRead,
      bytes: Buffer.from(hex, 'hex'),
      status: 0,
    });
    // 1.65 V is 0 V at the jack, 0.9 V is 5 V: codes 13200 and 7200, the lowest four bits 0.
    const bus = [
      say(1, false, '01c3c3'),
      say(2, false, '00'),
      say(3, true, '3390'),
      say(4, false, '01d3c3'),
      say(5, true, '1c20'),
    ];
    const [round, ...others] = readRounds(bus, cv);
    expect(others).toEqual([]);
    expect(round.us).toBe(1);
    expect(round.volts[0]).toBeCloseTo(0, 1);
    expect(round.volts[1]).toBeCloseTo(5, 1);
  });
});

describe('a recorded sound', () => {
  it('is addressed by the time of the clock', () => {
    const samples = new Float32Array(1000);
    samples[500] = 0.5;
    const sound = { sampleRate: 1000, startUs: 2_000_000, samples };
    expect(onset(sound, 2_000_000, 0.1)).toBe(2_500_000);
    expect(onset(sound, 2_600_000, 0.1)).toBeUndefined();
    expect(peak(sound, 2_400_000, 2_499_000)).toBe(0);
    expect(peak(sound, 2_400_000, 2_600_000)).toBe(0.5);
  });

  /** A decaying hit at each time, seconds; a hit during another restarts the sound. */
  const hits = (...times: number[]) => {
    const sampleRate = 8000;
    const samples = Float32Array.from({ length: 2 * sampleRate }, (_, n) => {
      const since =
        n / sampleRate - Math.max(...times.filter((time) => time <= n / sampleRate), Number.NEGATIVE_INFINITY);
      return since === Infinity ? 0 : 0.5 * Math.exp(-6 * since) * Math.sin(2 * Math.PI * 90 * since + 0.5);
    });
    return { sampleRate, startUs: 0, samples };
  };

  const alike = (sound: Sound): number => similarity({ sound, us: 0.1e6 }, { sound, us: 1.1e6 }, 0.4);

  it('is similar to another hit with the same sound, a little sooner or later', () => {
    expect(alike(hits(0.11, 1.118))).toBeGreaterThan(0.99);
    expect(alike(hits())).toBe(0);
  });

  it('is not similar to a hit that restarts at the fall of its gate', () => {
    expect(alike(hits(0.11, 0.25, 1.118))).toBeLessThan(0.9);
  });
});
