import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CENTRE, CLOCKS_A_GATE, JITTER_MS, midiPlan, type PlannedNote } from '../test-bench/midi-plan.ts';
import { MIDI_RUN, type MidiRun, midiRunSchema } from '../test-bench/midi-run.ts';
import type { Check } from './checks.ts';
import { PARTIAL_POINTS, strongestPartial } from './partial.ts';
import { readSound, type Sound } from './recording.ts';

/** A sound begins above this level, full scale 1: 20 dB and more above what the DC blocker leaves after one that was released. */
const BEGINS = 3e-3;
/** Pause before a sound that begins, and time in which it has to, µs. */
const [PAUSE_US, WITHIN_US] = [10_000, 150_000];
/** Later than a gate's latency as the instrument states it, ms: snd-aloop moves 8 ms of sound at a time; MIDI goes through kernel and main thread. */
const MAX_LATE_MS = 16;
const MAX_CENTS = 5;
/** Where the bell has its strongest partial, Hz; see test/sound/in-tune.test.ts. */
const REFERENCE_HZ = [800, 2000] as const;
/** Clock messages until the tempo is shown exactly (src/control/midi/tempo-follower.ts), and its largest error. */
const SETTLES = 48;
const MAX_TEMPO_ERROR = 0.01;
/** Time after which a port that is gone holds no note, ms: ports are looked for each second. */
const MAX_HELD_MS = 1500;

/** A guest's recording of MIDI. */
export interface MidiRecording {
  readonly run: MidiRun;
  readonly sound: Sound;
  readonly serviceLog: string;
  /** Log of the service before, without a sequencer. */
  readonly formerLog: string;
}

/** Of a folder of recordings; undefined where no MIDI was played. */
export function readMidiRecording(folder: string): MidiRecording | undefined {
  const file = join(folder, 'midi', MIDI_RUN);
  if (!existsSync(file)) return undefined;
  const run = midiRunSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    run,
    sound: readSound(readFileSync(join(folder, 'midi/sound.wav')), run.soundUs),
    serviceLog: readFileSync(join(folder, 'midi/service.log'), 'utf8'),
    formerLog: readFileSync(join(folder, 'service.log'), 'utf8'),
  };
}

/** Checks what MIDI has played: pitch, level and onset of notes, clocks, and a port that was removed. */
export function checkMidi(recording: MidiRecording): Check[] {
  const { run, formerLog } = recording;
  const missing = formerLog.match(/^MIDI: this computer has no MIDI sequencer/gm)?.length ?? 0;
  return [
    { name: 'without a sequencer one line reports it', passed: missing === 1, found: `${missing} lines` },
    ...checkNotes(recording),
    ...run.clocks.flatMap((clock) => checkClock(recording, clock)),
    ...(run.removal === undefined ? [] : checkRemoval(recording, run.removal)),
  ];
}

function checkNotes({ run, sound, serviceLog }: MidiRecording): Check[] {
  const { notes } = midiPlan(run.form);
  const gates = run.gatesUs.map((us) => latencyMs(sound, us));
  const late = notes.map(({ seconds }) => latencyMs(sound, run.fileUs + 1e6 * seconds));
  const begins = (us: number, ms: number | undefined): Float32Array => excerpt(sound, us + 1000 * (ms ?? 0));
  const reference = strongestPartial(begins(run.gatesUs[0], gates[0]), sound.sampleRate, REFERENCE_HZ);
  const played = notes.map((note, n) => {
    const samples = begins(run.fileUs + 1e6 * note.seconds, late[n]);
    return {
      ...note,
      cents: centsOff(note, { samples, sampleRate: sound.sampleRate, reference }),
      level: rms(samples),
    };
  });
  const cents = Math.max(...played.map((note) => Math.abs(note.cents)));
  const span = Math.max(...notes.map(({ note }) => note)) - Math.min(...notes.map(({ note }) => note));
  const byVelocity = played.filter(({ note }) => note === CENTRE).toSorted((a, b) => a.velocity - b.velocity);
  const levels = byVelocity.map(({ level }) => level);
  return [
    {
      name: 'notes of a MIDI file have their pitch',
      passed: cents <= MAX_CENTS,
      found: `${notes.length} notes over ${span} semitones, off by ${cents.toFixed(1)} cents at most`,
    },
    {
      name: 'the louder, the higher the velocity',
      passed: levels.every((level, n) => n === 0 || level > levels[n - 1]),
      found: byVelocity.map(({ velocity, level }) => `${velocity}: ${decibels(level)}`).join(', '),
    },
    checkLatency('gates sound in time', gates, serviceLog),
    checkLatency('notes sound in time', late, serviceLog),
  ];
}

function checkClock(
  { run, sound, serviceLog }: MidiRecording,
  { bpm, sentUs, shown }: MidiRun['clocks'][number],
): Check[] {
  const settled = shown.filter(({ us }) => us > sentUs[SETTLES] && us <= sentUs[sentUs.length - 1]);
  const tempi = settled.map((one) => one.bpm ?? 0);
  const errors = tempi.map((tempo) => Math.abs(tempo / bpm - 1));
  const gates = midiPlan(run.form).clocks.find((clock) => clock.bpm === bpm)?.gates ?? 0;
  const edges = sentUs.filter((_, n) => n % CLOCKS_A_GATE === 0).slice(0, gates);
  const latencies = edges.map((us) => latencyMs(sound, us));
  return [
    {
      name: `a clock of ${bpm} BPM, ${JITTER_MS} ms of jitter: the panel shows it`,
      passed: errors.length > 0 && Math.max(...errors) <= MAX_TEMPO_ERROR,
      found: errors.length > 0 ? `${Math.min(...tempi)} to ${Math.max(...tempi)}, ${errors.length} times` : 'nothing',
    },
    checkLatency(`a clock of ${bpm} BPM: gates in time`, latencies, serviceLog),
  ];
}

function checkRemoval(
  { sound, serviceLog }: MidiRecording,
  { removedUs, gates, backUs, noteUs }: NonNullable<MidiRun['removal']>,
): Check[] {
  const wasHigh = gates.findLast(({ us }) => us <= removedUs)?.isHigh === true;
  const low = gates.find(({ us, isHigh }) => us > removedUs && us < backUs && !isHigh);
  const lowMs = low === undefined ? Number.POSITIVE_INFINITY : (low.us - removedUs) / 1000;
  const again = latencyMs(sound, noteUs);
  const plays = serviceLog.match(/^MIDI: Virtual Raw MIDI.* plays$/gm)?.length ?? 0;
  const isGone = /^MIDI: Virtual Raw MIDI.* is gone$/m.test(serviceLog);
  return [
    {
      name: 'a port that is removed holds no note',
      passed: wasHigh && isGone && lowMs <= MAX_HELD_MS,
      found: `the gate is ${wasHigh ? 'high' : 'low'} before, low ${lowMs.toFixed(0)} ms later; ${isGone ? 'logged' : 'not logged'}`,
    },
    {
      name: 'and plays once it is back',
      passed: plays === 2 && again !== undefined,
      found: `opened ${plays} times; ${again === undefined ? 'silent' : `sounds after ${again.toFixed(1)} ms`}`,
    },
  ];
}

/** Gate to sound, by the last lines of the service. @returns undefined where they lack it */
function statedMs(serviceLog: string): number | undefined {
  const found = /^gate to sound ([\d.]+) ms and ([\d.]+) ms of device buffer/m.exec(serviceLog);
  return found === null ? undefined : Number(found[1]) + Number(found[2]);
}

function checkLatency(name: string, latencies: readonly (number | undefined)[], serviceLog: string): Check {
  const stated = statedMs(serviceLog);
  const found = latencies.filter((ms) => ms !== undefined);
  const most = Math.max(...found);
  return {
    name,
    passed: stated !== undefined && found.length === latencies.length && most <= stated + MAX_LATE_MS,
    found: `${found.length} of ${latencies.length}, ${Math.min(...found).toFixed(1)} to ${most.toFixed(1)} ms; stated ${stated?.toFixed(1)} ms`,
  };
}

/** Time from an event to the sound that begins after a pause, ms; undefined where none does. */
function latencyMs({ samples, sampleRate, startUs }: Sound, us: number): number | undefined {
  const place = (at: number): number => Math.round(((at - startUs) / 1e6) * sampleRate);
  const paused = Math.round((PAUSE_US / 1e6) * sampleRate);
  let quiet = 0;
  for (let n = Math.max(0, place(us) - paused); n < Math.min(place(us + WITHIN_US), samples.length); n++) {
    const isLoud = Math.abs(samples[n]) > BEGINS;
    if (isLoud && quiet >= paused && n >= place(us)) return (startUs + (n / sampleRate) * 1e6 - us) / 1000;
    quiet = isLoud ? 0 : quiet + 1;
  }
  return undefined;
}

function excerpt({ samples, sampleRate, startUs }: Sound, us: number): Float32Array {
  const first = Math.max(0, Math.round(((us - startUs) / 1e6) * sampleRate));
  return samples.subarray(first, first + PARTIAL_POINTS);
}

/** Distance of a note's partial from where the set's own lies, moved by the note. */
function centsOff(
  { note }: PlannedNote,
  { samples, sampleRate, reference }: { samples: Float32Array; sampleRate: number; reference: number },
): number {
  const expected = reference * 2 ** ((note - CENTRE) / 12);
  const half = 2 ** (0.5 / 12);
  return 1200 * Math.log2(strongestPartial(samples, sampleRate, [expected / half, expected * half]) / expected);
}

function rms(samples: Float32Array): number {
  let sum = 0;
  for (const x of samples) sum += x * x;
  return Math.sqrt(sum / samples.length);
}

const decibels = (value: number): string => `${(20 * Math.log10(value)).toFixed(1)} dB`;
