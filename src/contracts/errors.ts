/** Closed set of error kinds: programs branch on the kind, people read the message and the remedy. */
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

/** The error class of the project: a kind, a message that names the faulty thing, and a remedy. */
export class NeurorackError extends Error {
  readonly kind: ErrorKind;
  /** One sentence: how the user can fix it. */
  readonly remedy: string;

  constructor(kind: ErrorKind, message: string, options: { remedy: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'NeurorackError';
    this.kind = kind;
    this.remedy = options.remedy;
  }
}
