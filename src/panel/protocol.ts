import { z } from 'zod';

const name = z.string().min(1).max(200);
const MOST_VOLTS = 12;

/** What a page may ask for; anything else is refused. */
export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('cv'),
    channel: z.int().min(0).max(3),
    volts: z.number().min(-MOST_VOLTS).max(MOST_VOLTS),
  }),
  z.strictObject({ type: z.literal('gate'), gate: z.int().min(0).max(1), isHigh: z.boolean() }),
  z.strictObject({ type: z.literal('turn'), steps: z.int().min(-100).max(100) }),
  z.strictObject({ type: z.literal('button'), isDown: z.boolean() }),
  z.strictObject({ type: z.literal('sets'), setA: name.optional(), setB: name.optional() }),
  z.strictObject({ type: z.literal('model'), model: name }),
  z.strictObject({ type: z.literal('gate-mode'), mode: z.enum(['one-shot', 'gated']) }),
  z.strictObject({ type: z.literal('loop-mode'), mode: z.enum(['resynthesis', 'freeze']) }),
  z.strictObject({ type: z.literal('listen'), isOn: z.boolean() }),
]);

/** From a page. 'listen' is between the page and the server; the others reach the instrument. */
export type PanelAction = z.infer<typeof actionSchema>;

/** What does not change while the instrument is on. */
export interface Hello {
  readonly type: 'hello';
  readonly version: string;
  readonly board: string;
  readonly sampleRate: number;
  /** Where the sound goes: 'browser', 'device:...', 'null'. */
  readonly sink: string;
  readonly cvs: readonly {
    readonly name: string;
    readonly label: string;
    readonly low: number;
    readonly high: number;
  }[];
  readonly sets: readonly string[];
  readonly models: readonly string[];
}

export interface PanelState {
  readonly type: 'state';
  readonly model: string;
  readonly setA: string;
  readonly setB: string;
  readonly gateMode: 'one-shot' | 'gated';
  readonly loopMode: 'resynthesis' | 'freeze';
  readonly volts: readonly number[];
  readonly gates: readonly boolean[];
  /** Whether the model plays; before, a sound made beforehand does. */
  readonly isLive: boolean;
  readonly message: string | null;
}

export interface PanelMeters {
  readonly type: 'meters';
  /** Share of a block's time that its rendering takes. */
  readonly load: number;
  readonly blockP99Us: number;
  readonly block: number;
  readonly underruns: number;
  readonly ownMisses: number;
  readonly schedulingMisses: number;
  readonly faults: number;
  /** From gate to sink, ms, and what the device adds. */
  readonly latencyMs: number;
  readonly deviceMs: number;
  readonly isRealtime: boolean;
  readonly rssMb: number;
  readonly temperatureC: number | null;
}

/** The OLED's frame when it has changed: one byte a pixel, base64. */
export interface OledFrame {
  readonly type: 'oled';
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly data: string;
}

/** An action was refused. */
export interface Refusal {
  readonly type: 'refused';
  readonly message: string;
}

export type PanelMessage = Hello | PanelState | PanelMeters | OledFrame | Refusal;
