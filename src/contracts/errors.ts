/** What went wrong, as a closed set: programs branch on the kind, people read message and remedy. */
export type ErrorKind =
  | 'unsupported'
  | 'missing-device'
  | 'missing-library'
  | 'bad-file'
  | 'bad-config'
  | 'bad-input'
  | 'bad-model'
  | 'device-fault'
  | 'timeout'
  | 'busy'
  | 'cannot-write'
  | 'usage';

/** The one error of the house: a closed kind, a sentence that names the thing at fault, and a remedy. */
export class NeurorackError extends Error {
  readonly kind: ErrorKind;
  /** One sentence: what the person can do about it. */
  readonly remedy: string;

  constructor(kind: ErrorKind, message: string, options: { remedy: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'NeurorackError';
    this.kind = kind;
    this.remedy = options.remedy;
  }
}
