import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import type { Engine, StartEngine } from '../engine/engine.ts';
import type { ModelProgramSpec, ProgramSpec } from '../engine/program.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import type { SetEncoder } from './encoded-sets.ts';

export interface EncodingEngineOptions {
  /** The encoder of sets for a model; undefined for one that plays sets as they are. */
  readonly encoderOf: (model: string) => SetEncoder | undefined;
  /** The sets by which a model that is chosen while the engine plays measures how they vary. */
  readonly bank: readonly DescriptorSet[];
  readonly onFault: (fault: unknown) => void;
}

/**
 * An engine that gets its sets encoded where a model needs them so: programs and patches wait for it, all else passes at once. The first
 * program's sets have been encoded before.
 */
export function encodingEngine(startEngine: StartEngine, options: EncodingEngineOptions): StartEngine {
  return (engineOptions) => {
    const { program } = engineOptions;
    const engine = startEngine({ ...engineOptions, program: encodedProgram(program, options.encoderOf) });
    return wrap(engine, createEncodedSends(engine, program, options));
  };
}

/** `send` and `play` of an engine that plays `first`. */
export function createEncodedSends(
  engine: Pick<Engine, 'send' | 'play'>,
  first: ProgramSpec,
  { encoderOf, bank, onFault }: EncodingEngineOptions,
): Pick<Engine, 'send' | 'play'> {
  let encoder = first.kind === 'model' ? encoderOf(first.model) : undefined;
  /** Of patches and programs, the one that came last. */
  let latest = 0;
  let pending: Promise<void> = Promise.resolve();

  function after(work: () => Promise<unknown>, then: () => void): void {
    pending = pending.then(work).then(then).catch(onFault);
  }

  function whenEncoded(sets: readonly DescriptorSet[], by: SetEncoder, then: () => void): void {
    if (sets.every((set) => by.encoded(set) !== undefined)) then();
    else after(() => by.encode(sets), then);
  }

  return {
    send: (command) => {
      const by = encoder;
      if (by === undefined) engine.send(command);
      else if (command.kind === 'map') {
        const { map } = command;
        whenEncoded(map.sets, by, () => engine.send({ kind: 'map', map: encodedMap(map, by) }));
      } else if (command.kind === 'patch') {
        const { patch } = command;
        const turn = ++latest;
        whenEncoded(setsOfPatch(patch), by, () => {
          if (turn === latest) engine.send({ kind: 'patch', patch: encodedPatch(patch, by) });
        });
      } else engine.send(command);
    },
    play: (program) => {
      const turn = ++latest;
      encoder = program.kind === 'model' ? encoderOf(program.model) : undefined;
      if (encoder === undefined || program.kind !== 'model') {
        engine.play(program);
        return;
      }
      const by = encoder;
      const work = async (): Promise<unknown> => {
        await by.measureSpace(bank);
        return by.encode(setsOf(program));
      };
      after(work, () => {
        if (turn === latest) engine.play(encodedProgram(program, encoderOf));
      });
    },
  };
}

/** The engine with other methods: its own are read through, as some are getters. */
function wrap(engine: Engine, own: Pick<Engine, 'send' | 'play'>): Engine {
  return {
    get meters() {
      return engine.meters;
    },
    get tap() {
      return engine.tap;
    },
    get history() {
      return engine.history;
    },
    get played() {
      return engine.played;
    },
    get probe() {
      return engine.probe;
    },
    get position() {
      return engine.position;
    },
    readControls: (into) => engine.readControls(into),
    ...(engine.setSink && { setSink: (sink, bufferFrames) => engine.setSink?.(sink, bufferFrames) }),
    setGain: (gain) => engine.setGain(gain),
    on: (listener) => engine.on(listener),
    stop: () => engine.stop(),
    ...own,
  };
}

/** All sets that a program plays. */
function setsOf({ patch, map, timedPatches = [] }: ModelProgramSpec): readonly DescriptorSet[] {
  return [...setsOfPatch(patch), ...(map?.sets ?? []), ...timedPatches.flatMap((timed) => setsOfPatch(timed.patch))];
}

const setsOfPatch = ({ a, b }: VoicePatch): readonly DescriptorSet[] => (b === undefined ? [a] : [a, b]);

const encodedPatch = (patch: VoicePatch, by: SetEncoder): VoicePatch => ({
  ...patch,
  a: by.encoded(patch.a) ?? patch.a,
  b: patch.b && (by.encoded(patch.b) ?? patch.b),
});

const encodedMap = (map: SoundMap, by: SetEncoder): SoundMap => ({
  ...map,
  sets: map.sets.map((set) => by.encoded(set) ?? set),
});

function encodedProgram(program: ProgramSpec, encoderOf: EncodingEngineOptions['encoderOf']): ProgramSpec {
  const by = program.kind === 'model' ? encoderOf(program.model) : undefined;
  if (by === undefined || program.kind !== 'model') return program;
  return {
    ...program,
    patch: encodedPatch(program.patch, by),
    map: program.map && encodedMap(program.map, by),
    timedPatches: program.timedPatches?.map(({ seconds, patch }) => ({ seconds, patch: encodedPatch(patch, by) })),
  };
}
