import type { JackReading } from '../control/jack-calibrator.ts';
import type { Jack } from '../control/jacks.ts';
import type { LearnTarget, MidiMapping } from '../control/midi/midi-mapping.ts';
import type { Patch } from '../control/patch.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { Canvas } from './canvas.ts';

/** The pages that the menu leads to, in the order of the menu. */
export const MENU_PAGES = [
  'sets',
  'presets',
  'cv',
  'loop',
  'latents',
  'midi',
  'model',
  'recording',
  'scope',
  'calibrate',
  'system',
  'about',
  'shutdown',
] as const;
export type MenuPage = (typeof MENU_PAGES)[number];
export type Page = 'play' | 'menu' | MenuPage;

/** The pages of the menu of this instrument: calibration needs jacks, a recording a recorder. */
export function menuPagesOf({ hasJacks, recording }: Pick<UiModel, 'hasJacks' | 'recording'>): readonly MenuPage[] {
  const missing = [...(hasJacks ? [] : ['calibrate']), ...(recording === undefined ? ['recording'] : [])];
  return MENU_PAGES.filter((page) => !missing.includes(page));
}

/** A page of the display, without state: what it shows and does follows from the model. One file of `pages/` each. */
export interface DisplayPage {
  readonly title: string;
  /** The rows that the knob moves through. */
  rows(model: UiModel): readonly Row[];
  /**
   * Draws the page's body in place of its rows.
   *
   * @param output the latest samples of the output, -1 ... 1, oldest first
   */
  draw?(canvas: Canvas, output: ArrayLike<number>): void;
}

/** A row of a page: what it shows, and what a turn or push of the knob does there. */
export interface Row {
  readonly label: string;
  readonly value?: string;
  /** The effect of a turn while the row is edited; absent where nothing can be edited. */
  readonly turn?: (steps: number) => UiEffect;
  /** The effect of a push, or the page that it opens. */
  readonly push?: UiEffect | { readonly kind: 'page'; readonly page: Page };
  /** A question that a second push has to answer before the push takes effect. */
  readonly confirmation?: string;
}

/** The page and row that the knob is at. Plain data. */
export interface NavigationState {
  readonly page: Page;
  /** Index of the selected row; may exceed the page's rows after they have become fewer. */
  readonly row: number;
  /** Whether a turn changes the row's value instead of selecting another row. */
  readonly isEditing: boolean;
  /** Whether the row shows its confirmation: a push confirms, any other action cancels. */
  readonly isConfirming: boolean;
}

/** The instrument's state as the pages show it. */
export interface UiModel {
  readonly sets: readonly string[];
  readonly models: readonly string[];
  /** Names of the changes that can be taken back, and made again. */
  readonly history?: { readonly undo: string | undefined; readonly redo: string | undefined };
  /** Voices that can be chosen, at most. */
  readonly maxVoices: number;
  /** Names of the saved presets; undefined where none can be saved. */
  readonly presets?: readonly string[] | undefined;
  /** Seconds of the take that is being recorded; 'idle': none is; undefined where nothing can be recorded. */
  readonly recording?: number | 'idle' | undefined;
  readonly patch: Omit<Patch, 'offsets'>;
  readonly settings: ControlSettings;
  /** The master volume, dB. */
  readonly volumeDb: number;
  /** Voltages of the four jacks, calibrated. */
  readonly volts: readonly number[];
  /** Reading and calibration progress of each jack, in the order of the jacks; empty while the calibrate page is not shown. */
  readonly jacks: readonly JackReading[];
  readonly system: {
    readonly board: string;
    readonly version: string;
    readonly address: string | undefined;
    /** Share of a block's time, 0-1. */
    readonly load: number;
    readonly underruns: number;
    readonly latencyMs: number;
    readonly temperatureC: number | null;
  };
  readonly midi: {
    /** The last message of a note, a controller or a program; undefined before the first. */
    readonly activity: string | undefined;
    /** Of the notes. */
    readonly channel: MidiMapping['notes']['channel'];
    /** The target of the next controller or note. */
    readonly learning: LearnTarget | undefined;
    /** Of the clock; undefined without one. */
    readonly bpm: number | undefined;
  };
  /** Whether voltages come from jacks. */
  readonly hasJacks: boolean;
  /** Whether the board can be switched off from the display. */
  readonly canShutDown: boolean;
  /** Number of paired clients; undefined where the panel is not on a network, and no client of a proxy has paired. */
  readonly pairedClients?: number | undefined;
}

/** A change of the instrument by a turn or push. */
export type UiEffect =
  | { readonly kind: 'patch'; readonly patch: Partial<UiModel['patch']> }
  | { readonly kind: 'settings'; readonly settings: ControlSettings }
  /** Changes the master volume, which is bounded. */
  | { readonly kind: 'volume'; readonly db: number }
  /** Takes a calibration point once the voltage is stable. */
  | { readonly kind: 'measure'; readonly jack: Jack; readonly volts: number }
  /** Removes the calibration of a jack. */
  | { readonly kind: 'uncalibrate'; readonly jack: Jack }
  /** Removes all pairings: each client on the network has to pair again. */
  | { readonly kind: 'unpair-clients' }
  | { readonly kind: 'midi-channel'; readonly channel: MidiMapping['notes']['channel'] }
  /** Undefined: nothing learns. */
  | { readonly kind: 'midi-learn'; readonly target: LearnTarget | undefined }
  /** Ends every note of MIDI. */
  | { readonly kind: 'midi-panic' }
  | { readonly kind: 'recording'; readonly command: 'start' | 'stop' | 'keep' }
  | { readonly kind: 'save-preset' | 'recall-preset'; readonly name: string }
  /** Takes back the last change, or makes it again. */
  | { readonly kind: 'undo' | 'redo' }
  | { readonly kind: 'shutdown' };

export const HOME: NavigationState = { page: 'play', row: 0, isEditing: false, isConfirming: false };
