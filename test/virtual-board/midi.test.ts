import { describe, expect, it } from 'vitest';
import { midiFileOf } from '../../ci/virtual-board/host/midi-file.ts';
import { checkMidi, type MidiRecording } from '../../ci/virtual-board/report/midi-checks.ts';
import { strongestPartial } from '../../ci/virtual-board/report/partial.ts';
import {
  CLOCKS_A_GATE,
  clockTimes,
  JITTER_MS,
  MIDI_FORMS,
  midiPlan,
  NOTE_SECONDS,
} from '../../ci/virtual-board/test-bench/midi-plan.ts';
import { portAddress, queueTimeUs } from '../../ci/virtual-board/test-bench/sequencer.ts';

const RATE = 44_100;
const REFERENCE_HZ = 1309.5;
const STATED = 'gate to sound 9.4 ms and 23.2 ms of device buffer; 121 MB';

describe('a MIDI file', () => {
  it('is one track of notes with their ends, a tick a millisecond', () => {
    const bytes = midiFileOf([
      { seconds: 0.5, note: 60, velocity: 100 },
      { seconds: 1.15, note: 72, velocity: 1 },
    ]);
    const track = [
      ...[0x00, 0xff, 0x51, 0x03, 0x07, 0xa1, 0x20],
      ...[0x83, 0x74, 0x90, 60, 100],
      ...[0x83, 0x42, 0x80, 60, 64],
      ...[0x81, 0x48, 0x90, 72, 1],
      ...[0x83, 0x42, 0x80, 72, 64],
      ...[0x00, 0xff, 0x2f, 0x00],
    ];
    expect([...bytes.subarray(0, 14)]).toEqual([...Buffer.from('MThd'), 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xf4]);
    expect([...bytes.subarray(14, 22)]).toEqual([...Buffer.from('MTrk'), 0, 0, 0, track.length]);
    expect([...bytes.subarray(22)]).toEqual(track);
  });
});

describe('the sequencer of the guest', () => {
  it('has the port of a name that others may write to', () => {
    const clients = `Client info
  cur  clients : 3

Client   0 : "System" [Kernel]
  Port   0 : "Timer" (Rwe-)
Client 128 : "RtMidi Output Client" [User Legacy]
  Port   0 : "neurorack" (R-e-)
Client 129 : "RtMidi Input Client" [User Legacy]
  Port   0 : "neurorack" (-We-)
`;
    expect(portAddress(clients, 'neurorack')).toBe('129:0');
    expect(portAddress(clients, 'piano')).toBeUndefined();
  });

  it('gives the time of a queue that runs', () => {
    const queue = (name: string, state: string): string => `queue 0: [${name}]
owned by client    : 128
timer state        : ${state}
timer PPQ          : 500
current time       : 2.000250000 s
current tick       : 2000

`;
    expect(queueTimeUs(queue('RtMidi Queue', 'Running') + queue('aplaymidi', 'Running'), 'aplaymidi')).toBe(2_000_250);
    expect(queueTimeUs(queue('aplaymidi', 'Stopped'), 'aplaymidi')).toBeUndefined();
    expect(queueTimeUs(queue('RtMidi Queue', 'Running'), 'aplaymidi')).toBeUndefined();
  });
});

describe('a clock that is sent', () => {
  it.each(MIDI_FORMS)('has messages that stray, in their order, and goes on after its gates (%s)', (form) => {
    for (const planned of midiPlan(form).clocks) {
      const times = clockTimes(planned);
      const strays = times.map((seconds, n) => 1000 * Math.abs(seconds - (n * 60) / (24 * planned.bpm)));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(Math.max(...strays)).toBeLessThanOrEqual(JITTER_MS);
      expect(Math.max(...strays)).toBeGreaterThan(JITTER_MS / 2);
      expect(times.length).toBeGreaterThan(CLOCKS_A_GATE * planned.gates + 30);
    }
  });
});

/** Decaying sound of a gate or note. */
interface Tone {
  readonly seconds: number;
  readonly hz: number;
  readonly level: number;
  readonly length: number;
}

function soundOf(tones: readonly Tone[]): Float32Array {
  const end = Math.max(...tones.map(({ seconds }) => seconds)) + 1;
  const samples = new Float32Array(Math.ceil(RATE * end));
  for (const { seconds, hz, level, length } of tones) {
    const first = Math.round(RATE * seconds);
    for (let n = 0; n < RATE * length; n++) {
      samples[first + n] += level * Math.exp((-3 * n) / RATE) * Math.cos((2 * Math.PI * hz * n) / RATE);
    }
  }
  return samples;
}

it('the strongest partial is found within a tenth of a cent', () => {
  const samples = soundOf([{ seconds: 0, hz: 987.65, level: 0.2, length: 1 }]);
  const found = strongestPartial(samples, RATE, [800, 2000]);
  expect(Math.abs(1200 * Math.log2(found / 987.65))).toBeLessThan(0.1);
});

interface Faults {
  /** Cents that note 72 is off. */
  readonly cents?: number;
  /** Level of velocity 127. */
  readonly loudest?: number;
  readonly lateMs?: number;
  readonly isGateMissing?: boolean;
  readonly shownBpm?: number;
}

/** A recording of the short form, as it should be but for its faults. */
function recordingOf({
  cents = 0,
  loudest = 0.5,
  lateMs = 0,
  isGateMissing = false,
  shownBpm = 120,
}: Faults): MidiRecording {
  const latency = 0.034;
  const { notes, clocks } = midiPlan('short');
  const [fileUs, clockUs] = [2_000_000, 6_000_000];
  const tone = (us: number, hz: number, level: number, length: number): Tone => ({
    seconds: us / 1e6 + latency,
    hz,
    level,
    length,
  });
  const tones = [tone(500_000, REFERENCE_HZ, 0.5, NOTE_SECONDS)];
  for (const { seconds, note, velocity } of notes) {
    const hz = REFERENCE_HZ * 2 ** ((note - 60) / 12 + (note === 72 ? cents / 1200 : 0));
    const level = velocity === 127 ? loudest : 0.5 * (velocity / 127) ** 2;
    tones.push(tone(fileUs + 1e6 * seconds + (note === 72 ? 1000 * lateMs : 0), hz, level, NOTE_SECONDS));
  }
  const sentUs = clockTimes(clocks[0]).map((seconds) => clockUs + 1e6 * seconds);
  const gates = sentUs.filter((_, n) => n % CLOCKS_A_GATE === 0).slice(0, 4);
  for (const us of isGateMissing ? gates.slice(0, -1) : gates) tones.push(tone(us, REFERENCE_HZ, 0.5, 0.15));
  const shown = [
    { us: sentUs[20], bpm: 90 },
    { us: sentUs[60], bpm: shownBpm },
  ];
  return {
    run: { form: 'short', soundUs: 0, gatesUs: [500_000], fileUs, clocks: [{ bpm: 120, sentUs, shown }] },
    sound: { sampleRate: RATE, startUs: 0, samples: soundOf(tones) },
    serviceLog: `playing: impacts\n${STATED}\n`,
    formerLog: 'MIDI: this computer has no MIDI sequencer: run `modprobe snd-seq`, and start again\n',
  };
}

describe('the checks of MIDI', () => {
  const failing = (faults: Faults): string[] =>
    checkMidi(recordingOf(faults))
      .filter(({ passed }) => !passed)
      .map(({ name }) => name);

  it('pass what sounds as it was played', () => {
    expect(failing({})).toEqual([]);
    expect(checkMidi(recordingOf({}))).toHaveLength(7);
  });

  it('find a wrong pitch, a wrong level, a late note, a missing gate and a wrong tempo', () => {
    expect(failing({ cents: 8 })).toEqual(['notes of a MIDI file have their pitch']);
    expect(failing({ loudest: 0.1 })).toEqual(['the louder, the higher the velocity']);
    expect(failing({ lateMs: 25 })).toEqual(['notes sound in time']);
    expect(failing({ isGateMissing: true })).toEqual(['a clock of 120 BPM: gates in time']);
    expect(failing({ shownBpm: 123 })).toEqual(['a clock of 120 BPM, 3 ms of jitter: the panel shows it']);
  });

  it('find a port that holds its note after it has gone', () => {
    const recording = recordingOf({});
    const port = 'MIDI: Virtual Raw MIDI 1-0:VirMIDI 1-0 20:0';
    const removal = (lowUs: number) => ({
      removedUs: 8_000_000,
      gates: [
        { us: 7_990_000, isHigh: true },
        { us: lowUs, isHigh: false },
      ],
      backUs: 11_000_000,
      // The first gate's sound: any will do here.
      noteUs: 500_000,
    });
    const found = (lowUs: number) =>
      checkMidi({
        ...recording,
        run: { ...recording.run, removal: removal(lowUs) },
        serviceLog: `${port} plays\n${port} is gone\n${port} plays\n${recording.serviceLog}`,
      })
        .slice(-2)
        .map(({ passed }) => passed);
    expect(found(8_900_000)).toEqual([true, true]);
    expect(found(10_900_000)).toEqual([false, true]);
  });
});
