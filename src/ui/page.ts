import type { JackReading } from '../control/jack-calibrator.ts';
import type { Jack } from '../control/jacks.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { GateMode, LoopMode } from '../voice/live-voice.ts';
import type { SoundSource } from '../voice/voice-paths.ts';

/** Pages below the play page, in the order of the menu. */
export const MENU_PAGES = [
  'sets',
  'presets',
  'cv',
  'loop',
  'model',
  'scope',
  'calibrate',
  'system',
  'about',
  'shutdown',
] as const;
export type MenuPage = (typeof MENU_PAGES)[number];
export type Page = 'play' | 'menu' | MenuPage;

/** Where the knob is. Plain data. */
export interface NavigationState {
  readonly page: Page;
  /** Line that the knob is at; always one of the page's. */
  readonly row: number;
  /** Turning changes the line's value instead of going to another line. */
  readonly isEditing: boolean;
  /** The line asks whether it is meant: a push does it, all else does not. */
  readonly isConfirming: boolean;
}

/** The instrument as its pages show it. */
export interface UiModel {
  readonly sets: readonly string[];
  readonly models: readonly string[];
  /** Names of the sounds that are kept; undefined where none can be. */
  readonly presets?: readonly string[] | undefined;
  readonly patch: {
    readonly setA: string;
    readonly setB: string;
    readonly model: string;
    /** Default: A and B. */
    readonly source?: SoundSource | undefined;
    readonly gateMode: GateMode;
    readonly loopMode: LoopMode;
  };
  readonly settings: ControlSettings;
  /** At the four jacks, calibrated. */
  readonly volts: readonly number[];
  /** What they read and what of their calibration is under way, in their order; empty while nobody looks. */
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
  /** Whether the board can be switched off from here. */
  readonly canShutDown: boolean;
  /** How many pages are paired; undefined where the panel is on no network. */
  readonly pairedClients?: number | undefined;
}

/** What a turn or push asks the instrument to do. */
export type UiEffect =
  | { readonly kind: 'patch'; readonly patch: Partial<UiModel['patch']> }
  | { readonly kind: 'settings'; readonly settings: ControlSettings }
  /** Takes a calibration point once the voltage stands still. */
  | { readonly kind: 'measure'; readonly jack: Jack; readonly volts: number }
  /** Takes the jack as it reads. */
  | { readonly kind: 'uncalibrate'; readonly jack: Jack }
  /** Every page on the network has to be paired anew. */
  | { readonly kind: 'forget-pages' }
  | { readonly kind: 'save-preset' | 'recall-preset'; readonly name: string }
  | { readonly kind: 'shutdown' };

/** A line of a page. */
export interface Row {
  readonly label: string;
  readonly value?: string;
  /** What turning does while the line is edited; absent where there is nothing to change. */
  readonly turn?: (steps: number) => UiEffect;
  /** Where a push leads, or what it does. */
  readonly push?: UiEffect | { readonly kind: 'page'; readonly page: Page };
  /** Asked before the push is done. */
  readonly confirmation?: string;
}

export const HOME: NavigationState = { page: 'play', row: 0, isEditing: false, isConfirming: false };
