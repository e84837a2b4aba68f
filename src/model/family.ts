import type { Manifest } from './manifest.ts';

/** A model folder that has been read: its manifest fits the schema, its family has not looked at it yet. */
export interface ModelFolder {
  /** Absolute path. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A model that can be played: what every family's models have in common. */
export interface Model extends ModelFolder {
  /** Tells the union of all families' models apart. */
  readonly family: string;
}

/**
 * A kind of model, as data. To add one: a file in `src/model` with its `ModelFamily`, listed in `src/app/app.ts`, and the sound
 * of it in `src/synth`, listed in `src/families/families.ts`. Engine and targets see only tensors and voices and stay as they are.
 */
export interface ModelFamily<M extends Model = Model> {
  /** As in the manifest: 'sinc-nsf'. */
  readonly name: M['family'];
  /**
   * Checks what the family alone knows (its synthesis constants, the shapes of its tensors) and adds it, typed.
   *
   * @throws NeurorackError 'bad-model' that names the field
   */
  parse(model: ModelFolder): M;
}
