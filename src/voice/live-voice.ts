import type { NoteInput } from '../contracts/panel-input.ts';
import { defaultValues } from '../control/destination.ts';
import type { Patch } from '../control/patch.ts';
import type { Residue } from '../control/performance/performance.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath, ScrubbedPath } from '../descriptors/descriptor-path.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { LATENT_AXES, type LatentAxes } from '../descriptors/timbre/latent-axes.ts';
import { createOffsets, type OffsetMode } from '../descriptors/transform/descriptor-offsets.ts';
import { timingOf } from '../model/timing.ts';
import { clamp } from '../numeric/clamp.ts';
import { hash2 } from '../numeric/hash.ts';
import { createOutputStage, type OutputStage } from './dsp/output-stage.ts';
import { createSmoothGain, type SmoothGain } from './dsp/smooth-gain.ts';
import { FreezeStage } from './freeze-stage.ts';
import { jitWarmUp } from './jit-warm-up.ts';
import { createLoopControls, type LoopControls } from './loop-controls.ts';
import { createNextPath, type NextPath } from './next-path.ts';
import { createNotePlayer, type NotePlayer, type NotePlayerMeters, type NotePlayerOptions } from './note-player.ts';
import { ONSET_TOLERANCE } from './onset-cache.ts';
import { GATE_1, GATE_2, type GateIndex, RENDERER_RESIDUE, type Renderer } from './renderer.ts';
import { LATENT_INDICES, OFFSET_INDICES, VOICE_INDEX } from './voice-destinations.ts';
import { createVoicePaths, type PlayedSets, type VoicePaths } from './voice-paths.ts';

const RELEASE_SECONDS = 0.03;
/** Samples that are mixed at a time. */
const MAX_SEGMENT = 512;
/** By how much a loop starts earlier in the sound, again and again, where scrub points at silence. */
const SCRUB_STEP = 0.05;
/** Time after a trigger within which a freeze waits for the note's first sound, seconds. */
const ONSET_SECONDS = 1;
/** Distance from the cached onset from which a moving onset is prefetched again, in standard deviations. */
const MOVING_TOLERANCE = 0.8 * ONSET_TOLERANCE;

/** The sets and modes of a voice; may change while it sounds. */
export interface VoicePatch extends PlayedSets, Pick<Patch, 'gateMode' | 'loopMode'> {
  /** Whether the other descriptors follow the offset of one, in the order of `DESCRIPTORS`. Default: 'natural'. */
  readonly offsetModes?: readonly OffsetMode[] | undefined;
}

export interface LiveVoiceOptions extends NotePlayerOptions {
  readonly patch: VoicePatch;
  /** The map that the source 'map' plays. */
  readonly map?: SoundMap | undefined;
  /** The axes of the model's latents, along which `latent-1` to `latent-8` move. */
  readonly axes?: LatentAxes | undefined;
  /** Seed of every random choice: the same seed and the same performance give the same sound. */
  readonly seed: number;
  /** Where several voices sound together, what ends each one; default: a stage of its own before the jack. */
  readonly outputStage?: OutputStage | undefined;
}

/**
 * Creates the voice; its network is primed and its code warm when the promise resolves.
 *
 * @throws NeurorackError as `createNotePlayer`; 'bad-input' when the sets do not fit together
 */
export async function createLiveVoice(options: LiveVoiceOptions): Promise<LiveVoice> {
  const voice = new LiveVoice(await createNotePlayer(options), options);
  voice.setMuted(true);
  await jitWarmUp(voice, timingOf(options.model).hop);
  voice.reset();
  voice.setMuted(false);
  return voice;
}

/** A voice, played by gates and controls: the instrument's one, or one of several. Used by one thread. */
export class LiveVoice implements Renderer {
  readonly sampleRate: number;
  readonly latencyFrames: number;
  readonly #player: NotePlayer;
  readonly #hop: number;
  readonly #seed: number;
  readonly #freeze: FreezeStage;
  readonly #level: SmoothGain;
  readonly #outputStage: OutputStage;
  readonly #paths: VoicePaths;
  readonly #nextPath: NextPath;
  readonly #loop: LoopControls;
  readonly #toOffsets: ReturnType<typeof createOffsets>;
  #patch: VoicePatch;
  #offsetModes: readonly OffsetMode[];
  /** The control frame; the descriptors' offsets as they are set, and as they follow each other. */
  readonly #values = defaultValues();
  readonly #setOffsets = new Float64Array(DESCRIPTORS.length);
  readonly #offsets = new Float64Array(DESCRIPTORS.length);
  readonly #latents = new Float64Array(LATENT_AXES);
  readonly #isHigh = [false, false];
  /** Of the next note: factors on pitch and level, and what is added to the sharpness. */
  #noteRatio = 1;
  #noteGain = 1;
  #noteSharpness = 0;
  /** Whether pitch and level stay, whatever the controls are. */
  #isHeld = false;
  readonly #notes = new Float32Array(MAX_SEGMENT);
  /** The sets of the map, and how many of them are prepared. */
  #mapSets: readonly DescriptorSet[] = [];
  #preparedSets = 0;
  /** The path of the last note. */
  #path: ScrubbedPath | undefined;
  #triggers = 0;
  #triggeredAt = 0;
  #startScrub = 0;
  /** Samples rendered so far, and how many were at the last prefetch; samples and network runs at the last `prepare`. */
  #rendered = 0;
  #prefetchedAt = 0;
  #renderedBefore = 0;
  #runsBefore = 0;

  constructor(player: NotePlayer, { model, seed, patch, map, axes, outputStage }: LiveVoiceOptions) {
    const { hop } = timingOf(model);
    const { descriptors } = model.manifest;
    const { sampleRate, latencyFrames } = player;
    const values = this.#values;
    this.sampleRate = sampleRate;
    this.latencyFrames = latencyFrames;
    this.#player = player;
    this.#hop = hop;
    this.#seed = seed;
    this.#loop = createLoopControls(values, { sampleRate, hop });
    this.#freeze = new FreezeStage({
      sampleRate,
      settings: this.#loop.grains,
      seed: () => hash2(seed, this.#triggers),
    });
    this.#level = createSmoothGain({ sampleRate });
    this.#outputStage = outputStage ?? createOutputStage({ sampleRate });
    this.#paths = createVoicePaths({
      values,
      offsets: this.#offsets,
      latents: { values: this.#latents, axes },
      seed,
      stats: descriptors,
    });
    this.#paths.setMap(map);
    this.#mapSets = map?.sets ?? [];
    this.#nextPath = createNextPath({ values, paths: this.#paths });
    this.#toOffsets = createOffsets(descriptors);
    this.#patch = patch;
    this.#offsetModes = offsetModesOf(patch);
    this.#preparePatch();
  }

  get isSounding(): boolean {
    return this.#player.isSounding || this.#freeze.isSounding;
  }

  get loopFromMs(): number {
    if (this.#freeze.window >= 0) return 0;
    return this.#player.loopFrom < 0 ? -1 : this.#inSetMs(this.#player.loopFrom);
  }

  get loopToMs(): number {
    if (this.#freeze.window >= 0) return (1000 * this.#freeze.window) / this.sampleRate;
    return this.#player.loopTo < 0 ? -1 : this.#inSetMs(this.#player.loopTo);
  }

  get faults(): number {
    return this.#player.faults;
  }

  get meters(): NotePlayerMeters {
    return this.#player.meters;
  }

  /** As `NotePlayer.readMeters`. */
  readMeters(into: { -readonly [name in keyof NotePlayerMeters]: number }): void {
    this.#player.readMeters(into);
  }

  control(values: Float64Array): void {
    const pitch = this.#values[VOICE_INDEX.pitch];
    const level = this.#values[VOICE_INDEX.level];
    this.#values.set(values);
    if (this.#isHeld) {
      this.#values[VOICE_INDEX.pitch] = pitch;
      this.#values[VOICE_INDEX.level] = level;
    }
    if (this.#noteSharpness !== 0) {
      this.#values[VOICE_INDEX.sharpness] = clamp(values[VOICE_INDEX.sharpness] + this.#noteSharpness, -1, 1);
    }
    for (let d = 0; d < OFFSET_INDICES.length; d++) this.#setOffsets[d] = this.#values[OFFSET_INDICES[d]];
    this.#toOffsets(this.#setOffsets, this.#offsetModes, this.#offsets);
    for (let a = 0; a < LATENT_INDICES.length; a++) this.#latents[a] = this.#values[LATENT_INDICES[a]];
    this.#player.pitchRatio = 2 ** this.#values[VOICE_INDEX.pitch];
    this.#level.setTarget(10 ** (this.#values[VOICE_INDEX.level] / 20));
  }

  skipTriggers(count: number): void {
    this.#triggers += count;
  }

  readResidue(into: Float64Array): number {
    into.set(this.#outputStage.residue);
    into[2] = this.#triggers;
    into[3] = (this.#isHigh[GATE_1] ? 1 : 0) + (this.#isHigh[GATE_2] ? 2 : 0);
    into[4] = this.#level.gain;
    into[5] = this.#player.turn;
    // Grains could repeat a sound that has ended.
    return this.#patch.loopMode === 'freeze' && !this.#freeze.isEmpty ? 0 : RENDERER_RESIDUE;
  }

  resume(residue: Residue): void {
    if (residue.length !== RENDERER_RESIDUE) return;
    const [input, output, triggers, gates, gain, turn] = residue;
    this.#outputStage.residue.set([input, output]);
    this.#triggers = triggers;
    this.#isHigh[GATE_1] = (gates & 1) !== 0;
    this.#isHigh[GATE_2] = (gates & 2) !== 0;
    this.#level.gain = gain;
    this.#player.turn = turn;
    this.#freeze.passSilence();
  }

  /** Keeps pitch and level as they are until the next `tune`: another voice follows the controls. */
  hold(): void {
    this.#isHeld = true;
  }

  /**
   * Gives the next note a pitch in octaves, a level in dB and a sharpness of its own, added to those of the controls; call before its gate. What
   * sounds before stays as it is while it fades.
   *
   * @param values the controls
   */
  tune(values: Float64Array, { pitch, level, sharpness }: Pick<NoteInput, 'pitch' | 'level' | 'sharpness'>): void {
    const ratioBefore = this.#player.pitchRatio;
    const isSilent = !this.isSounding;
    this.#isHeld = false;
    this.#noteRatio = pitch === 0 ? 1 : 2 ** pitch;
    this.#noteGain = level === 0 ? 1 : 10 ** (level / 20);
    this.#noteSharpness = sharpness;
    this.control(values);
    const step = this.#level.jump();
    if (isSilent) this.#freeze.reset();
    else this.#player.rebase(ratioBefore / this.#player.pitchRatio, 1 / step);
  }

  /** Moves the note that sounds to another pitch in octaves and level in dB, added to those of the controls. */
  move({ pitch, level }: Pick<NoteInput, 'pitch' | 'level'>): void {
    this.#noteRatio = 2 ** pitch;
    this.#noteGain = 10 ** (level / 20);
    this.#player.tune(this.#noteRatio, this.#noteGain);
  }

  /** Whether gate 2 is high, for the next note; a gate's edge itself also changes what sounds. */
  setLoop(isHigh: boolean): void {
    this.#isHigh[GATE_2] = isHigh;
  }

  /** Counts samples in which it was silent and was not rendered. */
  skipSilence(samples: number): void {
    this.#rendered += samples;
  }

  gate(gate: GateIndex, isHigh: boolean): void {
    // A second rise of gate 1 triggers again; other repeats are ignored.
    const isRepeat = this.#isHigh[gate] === isHigh;
    if (isRepeat && (gate === GATE_2 || !isHigh)) return;
    this.#isHigh[gate] = isHigh;
    if (gate === GATE_2) {
      this.#loop.scrubOrigin = this.#values[VOICE_INDEX.scrub];
      if (isHigh) this.#startLoop();
      else this.#endLoop();
    } else if (isHigh) this.#trigger();
    // A note that gate 2 holds is released when gate 2 falls.
    else if (this.#patch.gateMode === 'gated' && !this.#isHigh[GATE_2]) this.#release();
  }

  /**
   * Other sets are played from the next trigger on, or at once in a loop of descriptors; other modes from the next edge on.
   *
   * @throws NeurorackError 'bad-input' when the sets do not fit together; the patch before stays
   */
  setPatch(patch: VoicePatch): void {
    const path = this.#paths.pathFor(patch, { scrub: this.#startScrub, trigger: this.#triggers });
    this.#patch = patch;
    this.#preparePatch();
    this.#nextPath.clear();
    this.#offsetModes = offsetModesOf(patch);
    this.#loop.frames = path.frames;
    this.#player.crossfadeTo(path);
    if (this.#isHigh[GATE_2] && patch.loopMode === 'resynthesis') this.#path = path;
  }

  /** Another map, where the patch's source is the map: from the next trigger on, or at once in a loop of descriptors. */
  setMap(map: SoundMap | undefined): void {
    this.#paths.setMap(map);
    this.#mapSets = map?.sets ?? [];
    this.#preparedSets = 0;
    if (this.#patch.source === 'map') this.setPatch(this.#patch);
  }

  /**
   * Joins a note that was triggered `elapsed` samples ago with all controls at their defaults, by a gate 1 that is still high.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  join(elapsed: number, outputStage = this.#outputStage): Promise<void> {
    this.#isHigh[GATE_1] = true;
    outputStage.reset();
    const onMissed = (samples: Float32Array): void => outputStage.render(samples);
    return this.#player.join(this.#startPath(), { seed: this.#seed, elapsed, onMissed });
  }

  render(into: Float32Array, from: number, to: number): void | Promise<void> {
    for (let at = from; at < to; ) {
      const next = at + this.#freeze.limit(Math.min(to - at, MAX_SEGMENT));
      into.fill(0, at, next);
      const pending = this.#addNotes(into, at, next);
      if (pending !== undefined) return this.#continueAfter(pending, into, at, next, to);
      this.#finish(into, at, next);
      at = next;
    }
  }

  expectTrigger(samples: number): void {
    this.#player.expectTrigger(samples);
  }

  /**
   * Prepares one more set of the map and prefetches the next onset, once a block. A block no longer than a hop has time for one network run, and a note's own run comes first.
   * The prefetch depends on the blocks alone, never on the time they took.
   */
  prepare(): void | Promise<void> {
    if (this.#preparedSets < this.#mapSets.length) this.#player.prepareSet(this.#mapSets[this.#preparedSets++]);
    const runs = this.#player.networkRuns - this.#runsBefore;
    const samples = this.#rendered - this.#renderedBefore;
    this.#runsBefore = this.#player.networkRuns;
    this.#renderedBefore = this.#rendered;
    if (runs * this.#hop > samples || this.#rendered - this.#prefetchedAt < this.#player.prefetchSamples) return;
    const isMoving = this.#nextPath.isMoving(this.#patch);
    if (!isMoving && this.#player.isPrefetched && this.#nextPath.isFor(this.#triggers)) return;
    this.#prefetchedAt = this.#rendered;
    const path = this.#nextPath.pathFor(this.#patch, this.#triggers);
    return this.#player.prefetch(path, { isMoving, tolerance: MOVING_TOLERANCE });
  }

  /** As `NotePlayer.setLive`. */
  setLive(isLive: boolean): void {
    this.#player.setLive(isLive);
  }

  /** As `NotePlayer.setMuted`. */
  setMuted(isMuted: boolean): void {
    this.#player.setMuted(isMuted);
  }

  /** Silences the voice at once; the next trigger is its first. */
  reset(): void {
    this.#player.reset();
    this.#freeze.reset();
    this.#outputStage.reset();
    this.#level.reset();
    this.#triggers = 0;
    this.#isHeld = false;
    this.#noteRatio = 1;
    this.#noteGain = 1;
    this.#noteSharpness = 0;
    this.#path = undefined;
    this.#nextPath.clear();
    this.#prefetchedAt = Number.NEGATIVE_INFINITY;
  }

  #preparePatch(): void {
    this.#player.prepareSet(this.#patch.a);
    if (this.#patch.b !== undefined) this.#player.prepareSet(this.#patch.b);
  }

  /** The time of a frame of the path in set A. */
  #inSetMs(frame: number): number {
    const start = this.#startScrub * (this.#patch.a.frames - 1);
    return (1000 * (start + frame) * this.#hop) / this.sampleRate;
  }

  #trigger(): void {
    this.#startNote();
    if (!this.#isHigh[GATE_2]) return;
    if (this.#patch.loopMode === 'resynthesis') this.#loopNote();
    // With gate 2 still high, the new note is frozen after one window of it.
    else this.#freeze.refreeze();
  }

  #startLoop(): void {
    if (this.#patch.loopMode === 'freeze') {
      if (this.isSounding && this.#freeze.hasSound) this.#freeze.freeze();
      else if (this.isSounding && this.#rendered - this.#triggeredAt < ONSET_SECONDS * this.sampleRate) {
        this.#freeze.refreeze();
      } else this.#trigger();
      return;
    }
    if (!this.#player.isPlaying) this.#startNote();
    this.#loopNote();
  }

  /** Loops the note. Where scrub points at the silence after a sound, the path starts earlier: at the last step with a window that sounds. */
  #loopNote(): void {
    const { descriptors } = this.#loop;
    const path = this.#path;
    const scrubbed = this.#startScrub;
    if (this.#player.startLoop(descriptors) || path === undefined) return;
    for (let scrub = scrubbed; scrub > 0; ) {
      scrub = Math.max(scrub - SCRUB_STEP, 0);
      path.setScrub(scrub);
      if (!this.#player.startLoop(descriptors)) continue;
      this.#startScrub = scrub;
      this.#loop.frames = path.frames;
      return;
    }
    // Silence before the first sound: the loop begins with that.
    path.setScrub(scrubbed);
  }

  #endLoop(): void {
    this.#freeze.unfreeze();
    this.#player.endLoop();
    if (this.#patch.gateMode === 'gated' && !this.#isHigh[GATE_1]) this.#release();
  }

  #release(): void {
    this.#player.fadeOut(Math.round(RELEASE_SECONDS * this.sampleRate));
  }

  /**
   * Starts a note, unfaded; a note before that a freeze hides stays hidden. The noise is the same at each trigger: without variation
   * a sound repeats exactly.
   */
  #startNote(): void {
    const path = this.#startPath();
    const walkSeed = hash2(this.#seed, this.#triggers);
    this.#player.trigger(path, {
      seed: this.#seed,
      walkSeed,
      currentGain: this.#freeze.noteGain,
      ratio: this.#noteRatio,
      gain: this.#noteGain,
    });
    this.#freeze.passNotes();
  }

  #startPath(): DescriptorPath {
    // On the map, sets that the point has passed before a trigger do not make its sound longer.
    if (this.#paths.playsMap(this.#patch)) this.#nextPath.clear();
    const path = this.#nextPath.pathFor(this.#patch, this.#triggers);
    this.#nextPath.clear();
    this.#path = path;
    this.#triggers++;
    this.#triggeredAt = this.#rendered;
    this.#startScrub = this.#values[VOICE_INDEX.scrub];
    this.#loop.scrubOrigin = this.#startScrub;
    this.#loop.frames = path.frames;
    return path;
  }

  /** Adds up to `MAX_SEGMENT` samples of the notes to `into[from ... to)`. */
  #addNotes(into: Float32Array, from: number, to: number): void | Promise<void> {
    if (this.#freeze.hidesNotes) return;
    this.#notes.fill(0, 0, to - from);
    const pending = this.#player.add(this.#notes, 0, to - from);
    if (pending === undefined) return this.#freeze.mixNotes(this.#notes, into, from, to);
    return this.#mixAfter(pending, into, from, to);
  }

  // Apart: a closure's variables are allocated where the function begins, whether it is made or not.
  #mixAfter(pending: Promise<void>, into: Float32Array, from: number, to: number): Promise<void> {
    return pending.then(() => this.#freeze.mixNotes(this.#notes, into, from, to));
  }

  #continueAfter(pending: Promise<void>, into: Float32Array, at: number, next: number, to: number): Promise<void> {
    return pending.then(() => this.#continue(into, at, next, to));
  }

  #continue(into: Float32Array, at: number, next: number, to: number): void | Promise<void> {
    this.#finish(into, at, next);
    if (next < to) return this.render(into, next, to);
  }

  #finish(into: Float32Array, from: number, to: number): void {
    this.#freeze.addGrains(into, from, to);
    this.#level.apply(into, from, to);
    this.#outputStage.render(into, from, to);
    this.#rendered += to - from;
  }
}

const offsetModesOf = ({ offsetModes }: VoicePatch): readonly OffsetMode[] =>
  offsetModes ?? DESCRIPTORS.map(() => 'natural');
