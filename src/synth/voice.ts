import type { InferenceSession } from '../contracts/accelerator.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { findFamily } from './families.ts';
import type { OpenFamily, VoiceModel } from './model-family.ts';
import { createNetwork } from './network.ts';
import { createOutputStage } from './output-stage.ts';

/** Blocks rendered before the first trigger, so that it need not wait for the compiler: its first blocks take 10 times as long. */
const WARM_UP_BLOCKS = 100;

/** Counters since the voice was made; times are 0 without a clock. */
export interface VoiceMeters {
  /** Blocks through the network, primers included. */
  readonly blocks: number;
  /** Blocks that were silence because NaN went into the network or came out. */
  readonly faults: number;
  readonly networkMs: number;
  /** Sources, filters and output stage. */
  readonly dspMs: number;
}

/** One sound at a time: a path of descriptors in, samples out. */
export interface Voice {
  readonly sampleRate: number;
  /** Samples by which the sound lags behind its trigger. */
  readonly latencyFrames: number;
  /** False once the path has ended and its last sound has been rendered, and before the first trigger. */
  readonly isSounding: boolean;
  readonly meters: VoiceMeters;
  /** Starts `path` with the next sample; what sounded before is cut. */
  trigger(path: DescriptorPath, options: { readonly seed: number }): void;
  /**
   * Writes the next samples to `into[from ... to)`, the whole of it when not given; how many at a time makes no
   * difference to them. A promise only when the session's `run` is one; allocates nothing otherwise.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  render(into: Float32Array, from?: number, to?: number): void | Promise<void>;
}

export interface VoiceOptions {
  readonly model: VoiceModel;
  /** The model's network; the voice is its only user. */
  readonly session: InferenceSession;
  /** What other voices of the same model have opened; opened here when absent. */
  readonly family?: OpenFamily;
  /** Milliseconds, for the meters. */
  readonly clock?: () => number;
}

/**
 * Makes a voice, primes its network with silence and warms its synthesis up.
 *
 * @throws NeurorackError 'bad-model' when family, numbers or tensors do not fit together
 */
export async function createVoice({ model, session, clock = () => 0, ...options }: VoiceOptions): Promise<Voice> {
  const family = options.family ?? findFamily(model.family).open(model);
  const { hop, sampleRate, silence } = model;
  const network = await createNetwork({ session, silence, outputSize: family.outputSize });
  const synthesis = family.createSynthesis();
  const outputStage = createOutputStage({ sampleRate });

  const frame = new Float32Array(DESCRIPTORS.length);
  const level = new Float32Array(family.subframes);
  const block = new Float32Array(hop);
  const f0Place = DESCRIPTORS.indexOf('f0');
  let path: DescriptorPath | undefined;
  /** The next block: -1 shows the network the first frame before anything sounds, `path.frames` is the release. */
  let next = 0;
  let f0 = 0;
  let left = 0;
  let blocks = 0;
  let networkMs = 0;
  let dspMs = 0;
  let since = 0;

  /** Puts the next block's samples into `block`. */
  function advance(): void | Promise<void> {
    if (path === undefined) return rest();
    if (next >= path.frames) return release();
    path.readFrame(next + 1, frame);
    if (next < 0) level.fill(0);
    else path.readLevel(next, level);
    family.input.fill(frame, level, network.input);
    since = clock();
    const pending = network.run();
    return pending === undefined ? answer() : pending.then(answer);
  }

  /** What the network's answer becomes: sound, or after the primer the first block. */
  function answer(): void | Promise<void> {
    const answered = clock();
    networkMs += answered - since;
    blocks++;
    const isPrimer = next++ < 0;
    if (isPrimer) {
      if (network.isSound) f0 = frame[f0Place];
      return advance();
    }
    if (network.isSound) {
      synthesis.render(network.output, level, f0, frame[f0Place], block);
      f0 = frame[f0Place];
    } else {
      synthesis.release(f0, block);
    }
    outputStage.render(block);
    left = hop;
    dspMs += clock() - answered;
  }

  /** The path has ended: its last gains fade, and the filters run empty, all within one block. */
  function release(): void {
    synthesis.release(f0, block);
    outputStage.render(block);
    left = hop;
    path = undefined;
  }

  function rest(): void {
    block.fill(0);
    outputStage.render(block);
    left = hop;
  }

  function render(into: Float32Array, from = 0, to = into.length): void | Promise<void> {
    let at = from;
    while (at < to) {
      if (left === 0) {
        const pending = advance();
        if (pending !== undefined) return renderAfter(pending, into, at, to);
      }
      const count = Math.min(left, to - at);
      const start = hop - left;
      for (let n = 0; n < count; n++) into[at + n] = block[start + n];
      left -= count;
      at += count;
    }
  }

  async function renderAfter(pending: Promise<void>, into: Float32Array, at: number, to: number): Promise<void> {
    await pending;
    await render(into, at, to);
  }

  /** Everything that a trigger does, quiet parts too: code compiled for less is thrown away when more is asked of it. */
  function warmUp(): void {
    synthesis.reset(0);
    for (let i = 0; i < WARM_UP_BLOCKS; i++) {
      level.fill(i % 4 === 0 ? 0 : 0.1);
      if (i % 16 === 15) synthesis.release(100.5, block);
      else synthesis.render(network.output, level, 100.5, 100.5 + i, block);
      outputStage.render(block);
    }
    outputStage.reset();
  }

  warmUp();
  return {
    sampleRate,
    latencyFrames: synthesis.latencyFrames,
    get isSounding() {
      return path !== undefined || left > 0;
    },
    get meters() {
      return { blocks, faults: network.faults, networkMs, dspMs };
    },
    trigger: (started, { seed }) => {
      path = started;
      next = -1;
      left = 0;
      f0 = 0;
      network.reset();
      synthesis.reset(seed);
      outputStage.reset();
    },
    render,
  };
}
