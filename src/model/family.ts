import type { LatentReader } from './latent-space.ts';
import type { Manifest } from './manifest.ts';
import type { SoundEncoder } from './sound-encoder.ts';
import type { Synthesizer } from './synthesis.ts';
import type { FrameTiming } from './timing.ts';

/** The files of a model: a folder on a disk, or below an address of a web page. */
export interface ModelFiles {
  /** Absolute path or address, without a slash at its end. */
  readonly folder: string;
  /**
   * Reads a file of the folder, which may come from anybody.
   *
   * @throws NeurorackError 'bad-file' with `remedy` when the file cannot be read or is above the limit
   */
  read(file: string, limits: { readonly maxBytes: number; readonly remedy: string }): Promise<Uint8Array<ArrayBuffer>>;
}

/** A model folder whose manifest fits the schema; its family has not checked it yet. */
export interface ModelFolder extends ModelFiles {
  readonly manifest: Manifest;
}

/** Path of a file of a model, for messages and accelerators. */
export const pathIn = ({ folder }: Pick<ModelFiles, 'folder'>, file: string): string => `${folder}/${file}`;

/** The properties of a model that its family derives from the manifest. */
export interface FamilyModel {
  /** Values a hop of the network's input `x` and output `y`; every other tensor is state. */
  readonly network: {
    readonly inputSize: number;
    readonly outputSize: number;
    /** Whether it runs in the render thread on every board unless the player chooses otherwise: it is small, and no hop may be late. */
    readonly isAlwaysInline?: boolean;
  };
  /** Level-lane values a frame that the network needs of a descriptor set. */
  readonly levelsPerFrame: number;
  /** The grid on which it is played, where that is not the network's. */
  readonly timing?: FrameTiming | undefined;
  /** Encodes the sounds of sets, in a model that plays them encoded. */
  readonly soundEncoder?: SoundEncoder | undefined;
  /** Reads what the model plays of a set's timbre, in a model that plays more than descriptors. */
  readonly createLatentReader?: (() => LatentReader) | undefined;
  /** The same model with the next larger hop of its network, in a model that has one: for a board that is too slow for this one. */
  readonly largerHop?: ModelFolder | undefined;
  /** Samples by which a note lags behind its trigger. */
  readonly latencyFrames: number;
  /** Builds the tables that all notes of one thread share; takes up to a second. */
  createSynthesizer(): Synthesizer;
}

/** Accelerators on which no model of a family runs, by their names in manifests, each with the reason: half a sentence that begins with its subject. */
export type Refusals = Readonly<Record<string, string>>;

/** A checked model, ready to be opened and played. */
export interface Model extends ModelFolder, FamilyModel {
  /** Name of its family. */
  readonly family: string;
  /** The model of `largerHop`, checked. */
  readonly larger?: Model | undefined;
  /** As `ModelFamily.refusals`. */
  readonly refusals?: Refusals | undefined;
}

/**
 * A kind of model: the checks of its manifest, the input and output of its network, and the synthesis of notes from the output.
 *
 * A family is one folder in `src/families` and one line of its list `FAMILIES`. Everything else (library, voice, engine, targets) gets
 * families handed in and reads only this interface.
 *
 * @example
 * export const sine: ModelFamily = {
 *   name: 'sine',
 *   parse: (model) => {
 *     const { hop } = model.manifest;
 *     return { network: { inputSize: 8, outputSize: 8 }, levelsPerFrame: 8, latencyFrames: 0, createSynthesizer: () => createSine(hop) };
 *   },
 * };
 */
export interface ModelFamily {
  /** As in the manifest: 'sinc-nsf'. */
  readonly name: string;
  /** Accelerators on which none of its models runs; another one may. */
  readonly refusals?: Refusals;
  /**
   * Parses and checks the sections of the manifest that belong to the family, `synthesis` and `timbre`, and its assumptions about
   * the other fields.
   *
   * @throws NeurorackError 'bad-model' that names the field
   */
  parse(model: ModelFolder): FamilyModel;
}
