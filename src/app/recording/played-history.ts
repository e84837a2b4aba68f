import type { Residue } from '../../control/performance/performance.ts';
import type { RecordedMoment } from '../../control/performance/write-performance.ts';
import type { PlayedEvent, PlayedLog } from '../../engine/played-log.ts';

type Moment = RecordedMoment;

/** Longest time between the beginning of a performance and that of its take, s: a loop may ring for hours. */
const MAX_LEAD_SECONDS = 120;

/** The moments that the leading deck has played, since a frame that the owner moves on. Main thread. */
export interface PlayedHistory {
  /** Takes what the decks have logged; call it ten times a second at least. */
  poll(): void;
  /** Forgets what lies before a frame, but for the state at it and what `leadOf` it needs. */
  forgetBefore(frame: number): void;
  /** The latest beginning of a block at or before a frame, and its length; undefined where no deck rendered then. */
  blockAt(frame: number): { readonly frame: number; readonly block: number } | undefined;
  /** Where the leading deck began; undefined before any did. It may lie ahead of what the sink has got. */
  beginning(): { readonly frame: number; readonly block: number } | undefined;
  /** Where the sounds that ring at a frame began, after silence; undefined where that is not known, or too long ago. */
  leadOf(frame: number): Lead | undefined;
  /** The moments in `[from ... to)`, in frames from `from` on: first what held before. */
  momentsOf(from: number, to: number): Moment[];
  /** As `momentsOf`, where a residue has gates and notes. */
  momentsAfter(lead: Lead, to: number): Moment[];
  /** The moments in `[from ... to)` alone, in frames of the stream. */
  momentsIn(from: number, to: number): Moment[];
  /** Triggers of the leading deck whose notes begin before a frame, but for one that a gate still holds there. */
  triggersBefore(frame: number): number;
  /** Events that were lost because nothing polled. */
  readonly lost: number;
}

/** The beginning of a block in silence, from which a performance renders the same as what was played. */
export interface Lead {
  readonly frame: number;
  /** Of the sounds before; undefined at the beginning of the deck, which had none. */
  readonly residue: Residue | undefined;
}

interface Started {
  readonly deck: number;
  readonly frame: number;
  readonly block: number;
  readonly generation: number;
}

export function createPlayedHistory(logs: readonly PlayedLog[], sampleRate: number): PlayedHistory {
  let moments: Moment[] = [];
  let leaders: Started[] = [];
  /** Frames of triggers since the leading deck began, and how many more have been forgotten. */
  let triggers: number[] = [];
  let forgotten = 0;
  let residues: Required<Lead>[] = [];

  function handle(event: PlayedEvent, deck: number): void {
    const leader = leaders.at(-1);
    if (event.kind !== 'start') {
      if (leader?.deck !== deck) return;
      if (event.kind === 'residue') {
        residues.push(event);
        return;
      }
      moments.push(event);
      if (event.kind === 'edge' && event.gate === 0 && event.isHigh) triggers.push(event.frame);
      return;
    }
    const { frame, block, generation } = event;
    if (leader !== undefined && generation < leader.generation) return;
    // The deck before may have been logged further ahead than the new one begins.
    moments = moments.filter((moment) => moment.frame < frame);
    residues = residues.filter((residue) => residue.frame < frame);
    triggers = [];
    forgotten = 0;
    leaders.push({ deck, frame, block, generation });
  }

  const momentsIn = (from: number, to: number): Moment[] => moments.filter(({ frame }) => frame >= from && frame < to);

  function leadOf(frame: number): Lead | undefined {
    const leader = leaders.findLast((one) => one.frame <= frame);
    const found = residues.findLast((one) => one.frame <= frame);
    if (leader === undefined || found === undefined || found.frame < leader.frame) return undefined;
    if (frame - found.frame > MAX_LEAD_SECONDS * sampleRate) return undefined;
    return found.frame === leader.frame ? { frame: found.frame, residue: undefined } : found;
  }

  return {
    leadOf,
    poll: () => {
      const events = logs.flatMap((log, deck) => log.take().map((event) => ({ event, deck })));
      for (const { event, deck } of events.toSorted((a, b) => a.event.frame - b.event.frame)) handle(event, deck);
    },
    forgetBefore: (since) => {
      const frame = leadOf(since)?.frame ?? since;
      const later = triggers.filter((one) => one >= frame);
      forgotten += triggers.length - later.length;
      triggers = later;
      const held = heldAt(moments, frame);
      moments = [...held, ...moments.filter((moment) => moment.frame >= frame)];
      const current = leaders.findLastIndex((leader) => leader.frame <= frame);
      if (current > 0) leaders = leaders.slice(current);
      residues = residues.filter((residue) => residue.frame >= frame);
    },
    blockAt: (frame) => {
      const leader = leaders.findLast((one) => one.frame <= frame);
      if (leader === undefined) return undefined;
      const { block } = leader;
      return { frame: leader.frame + Math.floor((frame - leader.frame) / block) * block, block };
    },
    beginning: () => leaders.at(-1),
    momentsOf: (from, to) => relativeTo(from, [...heldAt(moments, from), ...momentsIn(from, to)]),
    momentsAfter: ({ frame, residue }, to) => {
      const held =
        residue === undefined ? [] : heldAt(moments, frame).filter(({ kind }) => kind === 'volts' || kind === 'value');
      return relativeTo(frame, [...held, ...momentsIn(frame, to)]);
    },
    momentsIn,
    triggersBefore: (frame) => {
      const isHeld = heldAt(moments, frame).some((moment) => moment.kind === 'edge' && moment.gate === 0);
      return forgotten + triggers.filter((one) => one < frame).length - (isHeld ? 1 : 0);
    },
    get lost() {
      return logs.reduce((sum, { lost }) => sum + lost, 0);
    },
  };
}

/** Moments in frames from `from` on. */
const relativeTo = (from: number, moments: readonly Moment[]): Moment[] =>
  moments.map((moment) => ({ ...moment, frame: Math.max(0, moment.frame - from) }));

/** The last voltages and values before a frame, the gates that were high, and the notes that were held. */
function heldAt(moments: readonly Moment[], frame: number): Moment[] {
  const before = moments.filter((moment) => moment.frame < frame);
  const volts = before.findLast(({ kind }) => kind === 'volts');
  const gates = [0, 1].flatMap((gate) => {
    const edge = before.findLast((moment) => moment.kind === 'edge' && moment.gate === gate);
    return edge?.kind === 'edge' && edge.isHigh ? [edge] : [];
  });
  const values = new Map<number, Moment>();
  const notes = new Map<number, Extract<Moment, { readonly kind: 'note' }>>();
  for (const moment of before) {
    if (moment.kind === 'value') values.set(moment.destination, moment);
    else if (moment.kind === 'note' && !moment.isOn) notes.delete(moment.key);
    else if (moment.kind === 'note' && moment.isMoved !== true) notes.set(moment.key, moment);
    else if (moment.kind === 'note') {
      const held = notes.get(moment.key);
      if (held !== undefined) notes.set(moment.key, { ...moment, sharpness: held.sharpness, isMoved: false });
    }
  }
  return [...(volts === undefined ? [] : [volts]), ...values.values(), ...gates, ...notes.values()];
}
