import { NeurorackError } from '../contracts/errors.ts';
import type { AheadPlan } from '../voice/ahead-plan.ts';
import type { BlockSize } from './latency.ts';

/** Where a network runs: in the render thread, on a thread of its own, or where it fits by its measured time. */
export const NETWORK_PLACES = ['auto', 'inline', 'thread'] as const;
export type NetworkPlace = (typeof NETWORK_PLACES)[number];

/** Runs of a block that take a larger share of it go to a thread of their own: a trigger takes twice the runs, and the synthesis needs time too. */
export const INLINE_SHARE = 0.25;
/** Up to this share of a hop, onsets are prefetched while a note plays: two runs a hop. */
const PREFETCH_SHARE = 0.35;
/** From this share of a hop on, a network runs two hops ahead: runs are not equally long. */
export const TIGHT_SHARE = 0.6;
/** A network whose run takes a larger share of its hop cannot be played live. */
export const PLAYABLE_SHARE = 0.85;
/** Steps to which a run's share of its hop is rounded up for the start of a note: two measurements then plan the same one. */
const SHARES = [0.05, 0.1, 0.2, PREFETCH_SHARE, TIGHT_SHARE, PLAYABLE_SHARE] as const;
/**
 * By how much the start of a note that has to be run is planned longer than its runs at load: twelve runs of v2_small that take 13 ms on a quiet
 * machine took 19-23 ms in one of fifty starts beside a panel, and every deadline that was missed in two minutes was such a start's.
 */
const START_MARGIN = 2;

export interface NetworkFacts {
  readonly model: string;
  /** Measured time of a run, µs. */
  readonly runUs: number;
  /** Samples a run makes, and a second, of the network. */
  readonly hop: number;
  readonly sampleRate: number;
  /** Samples of the voice's hop, and a second. */
  readonly voiceHop: number;
  readonly voiceRate: number;
  /** Runs of the network before a note's first hop. */
  readonly startRuns: number;
  readonly block: BlockSize;
  /** Voices that are to play, each with a network. Default 1. */
  readonly voices?: number | undefined;
}

export interface NetworkPlan {
  readonly isInline: boolean;
  readonly ahead: AheadPlan;
  /** Time of a hop of the network, µs. */
  readonly hopUs: number;
  /** A sentence for the player where the network needs more latency than one hop. */
  readonly notice: string | undefined;
  /** Why the network cannot be played live; undefined where it can. */
  readonly refusal: NeurorackError | undefined;
  /** Voices that can be played live, at least one. */
  readonly voices: number;
  /** A sentence for the player where these are fewer than are to play. */
  readonly fewerVoices: string | undefined;
}

/** A sentence for the player where a network is played at a larger hop than its own, which is too slow. */
export function largerHopNotice(own: NetworkFacts, played: NetworkFacts, { ahead }: NetworkPlan): string {
  const share = (own.runUs * own.sampleRate) / (1e6 * own.hop);
  const behindUs = (1e6 * ahead.hops * own.voiceHop) / own.voiceRate;
  return `a run of ${own.model} takes ${percent(share)} of its hop of ${own.hop} samples: it is played at a hop of ${played.hop}, ${ms(behindUs)} behind the controls`;
}

/** Decides where a network runs, and how far ahead. */
export function planNetwork(facts: NetworkFacts, place: NetworkPlace = 'auto'): NetworkPlan {
  const { runUs, hop, sampleRate, voiceHop, voiceRate, startRuns, block, voices = 1 } = facts;
  const hopUs = (1e6 * hop) / sampleRate;
  const blockUs = (1e6 * block) / voiceRate;
  const share = runUs / hopUs;
  const runsOfBlock = Math.max(1, Math.ceil(blockUs / hopUs));
  const fitsInline = voices * runUs * runsOfBlock <= INLINE_SHARE * blockUs;
  const isInline = place === 'inline' || (place === 'auto' && fitsInline);
  // The network of each voice has a thread of its own; all of them together may take one core.
  const maxVoices = isInline ? (PLAYABLE_SHARE * blockUs) / (runUs * runsOfBlock) : PLAYABLE_SHARE / share;
  const played = Math.min(voices, Math.max(1, Math.floor(maxVoices)));
  const isTight = share > TIGHT_SHARE;
  const aheadUs = Math.max(hopUs * (isTight ? 2 : 1), blockUs);
  const voiceHopUs = (1e6 * voiceHop) / voiceRate;
  // Rounding must not make a hop of a whole number one longer.
  const hops = Math.max(1, Math.ceil(aheadUs / voiceHopUs - 1e-6));
  const plannedUs = (SHARES.find((step) => step >= share) ?? share) * hopUs;
  const startUs = (startRuns + 1 + aheadUs / hopUs) * plannedUs * START_MARGIN;
  return {
    isInline,
    ahead: {
      hops,
      startHops: Math.max(hops, Math.ceil(startUs / voiceHopUs)),
      prefetchesWhilePlaying: share <= PREFETCH_SHARE,
    },
    hopUs,
    notice: isTight
      ? `a run of ${facts.model} takes ${percent(share)} of its hop: it is played two hops ahead, ${ms(aheadUs)} behind the controls`
      : undefined,
    refusal: share > PLAYABLE_SHARE ? tooSlow(facts, hopUs) : undefined,
    voices: played,
    fewerVoices:
      played < voices
        ? `${facts.model} plays ${played === 1 ? 'one voice' : `${played} voices`} on this board, not ${voices}: a run for each takes ${ms(runUs)} of a hop of ${ms(hopUs)}`
        : undefined,
  };
}

function tooSlow({ model, runUs }: NetworkFacts, hopUs: number): NeurorackError {
  return new NeurorackError(
    'unsupported',
    `the model ${model} is too slow for this board: a run takes ${ms(runUs)}, and its hop lasts ${ms(hopUs)}`,
    {
      remedy:
        'choose a smaller export or a board with an accelerator (docs/boards/README.md); `--audio wav:<file>` renders it',
    },
  );
}

const ms = (us: number): string => `${(us / 1000).toFixed(1)} ms`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;
