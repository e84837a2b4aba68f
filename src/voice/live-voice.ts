import { defaultValues } from '../control/destination.ts';
import type { Patch } from '../control/patch.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import { createOffsets, type OffsetMode } from '../descriptors/transform/descriptor-offsets.ts';
import { hash2 } from '../numeric/hash.ts';
import { createFader } from './dsp/fader.ts';
import { createOutputStage } from './dsp/output-stage.ts';
import { createSmoothGain } from './dsp/smooth-gain.ts';
import { createFreezeLoop } from './freeze-loop.ts';
import { jitWarmUp } from './jit-warm-up.ts';
import { createNextPath } from './next-path.ts';
import { createNotePlayer, type NotePlayerMeters, type NotePlayerOptions } from './note-player.ts';
import { ONSET_TOLERANCE } from './onset-cache.ts';
import type { Renderer } from './renderer.ts';
import { OFFSET_INDICES, VOICE_INDEX } from './voice-destinations.ts';
import { createVoicePaths, type PlayedSets } from './voice-paths.ts';

const RELEASE_SECONDS = 0.03;
/** Cross-fade between what plays and what is frozen, seconds. */
const FREEZE_FADE_SECONDS = 0.005;
/** Seconds of the past that the scrub moves a frozen window through. */
const FREEZE_REACH_SECONDS = 1;

/** While knobs move, a beginning is heard ahead again when it is further than this from what is known, in standard deviations. */
const MOVED = 0.8 * ONSET_TOLERANCE;

/** What is played and how; may change while it sounds. */
export interface VoicePatch extends PlayedSets, Pick<Patch, 'gateMode' | 'loopMode'> {
  /** What the others do when one descriptor is moved, in the order of `DESCRIPTORS`. Default: 'natural'. */
  readonly offsetModes?: readonly OffsetMode[] | undefined;
}

export interface LiveVoiceOptions extends NotePlayerOptions {
  readonly patch: VoicePatch;
  /** What the source 'map' plays. */
  readonly map?: SoundMap | undefined;
  /** Names every random choice: the same seed and the same performance give the same sound. */
  readonly seed: number;
}

/** The instrument's one voice under a player's hands. */
export interface LiveVoice extends Renderer {
  readonly meters: NotePlayerMeters;
  /**
   * Other sets are heard from the next trigger on, or at once in a loop of descriptors; other modes from the next edge on.
   *
   * @throws NeurorackError 'bad-input' when the sets do not fit together; what there was stays
   */
  setPatch(repertory: VoicePatch): void;
  /** Another map, heard where the repertory's source is the map: from the next trigger on, or at once in a loop of descriptors. */
  setMap(map: SoundMap | undefined): void;
  /**
   * Takes up a sound that was triggered, at rest, `elapsed` samples ago, by a gate 1 that is still high.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  join(elapsed: number): Promise<void>;
}

/**
 * Makes the voice; its network is primed and its code warm when the promise resolves.
 *
 * @throws NeurorackError as `createSource`; 'bad-input' when the sets do not fit together
 */
export async function createLiveVoice({ seed, ...options }: LiveVoiceOptions): Promise<LiveVoice> {
  const { hop, descriptors } = options.model.manifest;
  const source = await createNotePlayer(options);
  const { sampleRate } = source;
  const outputStage = createOutputStage({ sampleRate });
  const frozen = createFreezeLoop({ sampleRate });
  const gain = createSmoothGain({ sampleRate });
  const toOffsets = createOffsets(descriptors);

  let repertory = options.patch;
  const values = defaultValues();
  const asked = new Float64Array(DESCRIPTORS.length);
  const offsets = new Float64Array(DESCRIPTORS.length);
  let modes = modesOf(repertory);
  const paths = createVoicePaths({ values, offsets, seed, stats: descriptors });
  paths.setMap(options.map);
  /** Samples rendered so far, and where the network last heard ahead; samples and its runs when that was last looked at. */
  let rendered = 0;
  let heardAt = 0;
  let renderedBefore = 0;
  let runsBefore = 0;
  const pathAhead = createNextPath({ values, paths });
  let triggers = 0;
  let frames = 1;
  const isHigh = [false, false];
  /** Scrub where the sound was started, and where the loop was caught. */
  let startScrub = 0;
  let scrubBefore = 0;
  /** Samples until a loop that a trigger has interrupted freezes again; Infinity for never. */
  let refreezeIn = Number.POSITIVE_INFINITY;
  const framesASecond = sampleRate / hop;

  const loopSettings = {
    get window() {
      return (values[VOICE_INDEX.window] / 1000) * framesASecond;
    },
    get shift() {
      return (values[VOICE_INDEX.scrub] - scrubBefore) * (frames - 1);
    },
    get jitter() {
      return values[VOICE_INDEX.jitter];
    },
    get spread() {
      return values[VOICE_INDEX.spread];
    },
  };
  const grainSettings = {
    get window() {
      return (values[VOICE_INDEX.window] / 1000) * sampleRate;
    },
    get shift() {
      return (values[VOICE_INDEX.scrub] - scrubBefore) * FREEZE_REACH_SECONDS * sampleRate;
    },
    get jitter() {
      return values[VOICE_INDEX.jitter];
    },
    get spread() {
      return values[VOICE_INDEX.spread];
    },
  };

  /**
   * Once a block. A block that is no longer than a hop has time for one run of the network: what sounds comes first. What is heard
   * ahead depends on the blocks alone, never on the time they took.
   */
  function prepare(): void | Promise<void> {
    const runs = source.networkRuns - runsBefore;
    const samples = rendered - renderedBefore;
    runsBefore = source.networkRuns;
    renderedBefore = rendered;
    if (runs * hop > samples || rendered - heardAt < hop) return;
    const moves = pathAhead.isMoving(repertory);
    if (!moves && source.isPrefetched && pathAhead.isFor(triggers)) return;
    heardAt = rendered;
    return source.prefetch(pathAhead.pathFor(repertory, triggers), { isMoving: moves, tolerance: MOVED });
  }

  function startPath(): DescriptorPath {
    // On the map, what the point has passed before a trigger does not make its sound longer.
    if (paths.playsMap(repertory)) pathAhead.clear();
    const path = pathAhead.pathFor(repertory, triggers);
    pathAhead.clear();
    triggers++;
    startScrub = values[VOICE_INDEX.scrub];
    scrubBefore = startScrub;
    frames = path.frames;
    return path;
  }

  /**
   * Starts a sound, unfaded; what a freeze has hidden of the one before stays hidden. The noise is the same at each trigger:
   * without variation a sound repeats exactly.
   */
  function start(): void {
    const path = startPath();
    source.trigger(path, { seed, walkSeed: hash2(seed, triggers), currentGain: sourceGain.gain });
    sourceGain.reset();
    muteSource = false;
  }

  function trigger(): void {
    start();
    if (!isHigh[1]) return;
    if (repertory.loopMode === 'resynthesis') source.startLoop(loopSettings);
    else refreeze();
  }

  /** With the gate still high, what is new is frozen after a window of it has been heard. */
  function refreeze(): void {
    frozen.unfreeze(fadeFrames(FREEZE_FADE_SECONDS));
    refreezeIn = Math.round(grainSettings.window);
  }

  function freeze(): void {
    refreezeIn = Number.POSITIVE_INFINITY;
    frozen.freeze(grainSettings, hash2(seed, triggers), fadeFrames(FREEZE_FADE_SECONDS));
    muteSource = true;
  }

  const fadeFrames = (seconds: number): number => Math.round(seconds * sampleRate);
  const sourceGain = createFader(fadeFrames(FREEZE_FADE_SECONDS));
  let muteSource = false;

  function onGate2(rises: boolean): void {
    scrubBefore = values[VOICE_INDEX.scrub];
    if (rises) {
      if (repertory.loopMode === 'freeze') {
        if (voice.isSounding) freeze();
        else trigger();
      } else {
        if (!source.isPlaying) start();
        source.startLoop(loopSettings);
      }
      return;
    }
    refreezeIn = Number.POSITIVE_INFINITY;
    frozen.unfreeze(fadeFrames(FREEZE_FADE_SECONDS));
    muteSource = false;
    source.endLoop();
    if (repertory.gateMode === 'gated' && !isHigh[0]) source.fadeOut(fadeFrames(RELEASE_SECONDS));
  }

  const scratch = new Float32Array(MOST_SAMPLES);

  /** Up to `MOST_SAMPLES` of the source, faded where something frozen stands in for it, added to `into`. */
  function addSource(into: Float32Array, from: number, to: number): void | Promise<void> {
    // Behind a freeze the sound stands still.
    if (muteSource && sourceGain.isSilent) return;
    scratch.fill(0, 0, to - from);
    const pending = source.add(scratch, 0, to - from);
    return pending === undefined ? mixSource(into, from, to) : pending.then(() => mixSource(into, from, to));
  }

  function mixSource(into: Float32Array, from: number, to: number): void {
    for (let n = from; n < to; n++) into[n] += scratch[n - from] * sourceGain.next(muteSource ? 0 : 1);
  }

  function finish(into: Float32Array, from: number, to: number): void {
    if (frozen.isSounding) frozen.add(into, from, to);
    if (!frozen.isFrozen) frozen.record(into, from, to);
    gain.apply(into, from, to);
    outputStage.render(into, from, to);
  }

  function render(into: Float32Array, from: number, to: number): void | Promise<void> {
    for (let at = from; at < to; ) {
      const fade = muteSource && !sourceGain.isSilent ? sourceGain.samplesLeft : MOST_SAMPLES;
      const next = Math.min(to, at + MOST_SAMPLES, at + fade, at + refreezeIn);
      into.fill(0, at, next);
      const pending = addSource(into, at, next);
      if (pending !== undefined) return pending.then(() => finishThen(into, at, next, to));
      passed(into, at, next);
      at = next;
    }
  }

  function finishThen(into: Float32Array, at: number, next: number, to: number): void | Promise<void> {
    passed(into, at, next);
    if (next < to) return render(into, next, to);
  }

  function passed(into: Float32Array, at: number, next: number): void {
    finish(into, at, next);
    rendered += next - at;
    refreezeIn -= next - at;
    if (refreezeIn <= 0) freeze();
  }

  const voice: LiveVoice = {
    sampleRate,
    latencyFrames: source.latencyFrames,
    get isSounding() {
      return source.isSounding || frozen.isSounding;
    },
    get faults() {
      return source.meters.faults;
    },
    get meters() {
      return source.meters;
    },
    control: (next) => {
      values.set(next);
      for (let d = 0; d < asked.length; d++) asked[d] = values[OFFSET_INDICES[d]];
      toOffsets(asked, modes, offsets);
      source.pitchRatio = 2 ** values[VOICE_INDEX.pitch];
      gain.setTarget(10 ** (values[VOICE_INDEX.level] / 20));
    },
    gate: (gate, rises) => {
      if (isHigh[gate] === rises && (gate === 1 || !rises)) return;
      isHigh[gate] = rises;
      if (gate === 1) onGate2(rises);
      else if (rises) trigger();
      // What gate 2 holds is released when that falls.
      else if (repertory.gateMode === 'gated' && !isHigh[1]) source.fadeOut(fadeFrames(RELEASE_SECONDS));
    },
    setPatch: (next) => {
      const path = paths.pathFor(next, { scrub: startScrub, trigger: triggers });
      repertory = next;
      pathAhead.clear();
      modes = modesOf(next);
      frames = path.frames;
      source.crossfadeTo(path);
    },
    setMap: (map) => {
      paths.setMap(map);
      if (repertory.source === 'map') voice.setPatch(repertory);
    },
    join: (elapsed) => {
      isHigh[0] = true;
      outputStage.reset();
      return source.join(startPath(), { seed, elapsed, onMissed: (samples) => outputStage.render(samples) });
    },
    render,
    expectTrigger: source.expectTrigger,
    prepare,
  };
  await jitWarmUp(voice, hop);
  source.reset();
  frozen.clear();
  outputStage.reset();
  gain.reset();
  triggers = 0;
  pathAhead.clear();
  heardAt = Number.NEGATIVE_INFINITY;
  refreezeIn = Number.POSITIVE_INFINITY;
  muteSource = false;
  sourceGain.reset();
  return voice;
}

/** Samples that are mixed at a time. */
const MOST_SAMPLES = 512;

const modesOf = ({ offsetModes }: VoicePatch): readonly OffsetMode[] => offsetModes ?? DESCRIPTORS.map(() => 'natural');
