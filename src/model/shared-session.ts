import type { InferenceSession, StateSnapshot } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';

/**
 * Sessions for the voices of one network: its weights are in memory once, each voice has a state of its own, which is exchanged where
 * another voice ran before. A voice's session has the tensors `x` and `y` alone; one runs at a time.
 *
 * @param session warmed up, and used by nothing else; the caller closes it
 */
export function shareSession(session: InferenceSession, voices: number): readonly InferenceSession[] {
  session.resetState();
  const reset = session.saveState();
  let resident: VoiceSession | undefined;
  const enter = (voice: VoiceSession): void => {
    if (resident === voice) return;
    if (resident !== undefined) session.saveState(resident.state);
    session.loadState(voice.state);
    resident = voice;
  };
  const residence: Residence = { reset, enter, isResident: (voice) => voice === resident };
  return Array.from({ length: voices }, () => new VoiceSession(session, residence));
}

/** Which voice's state the network has. */
interface Residence {
  /** The state of an opened session. */
  readonly reset: StateSnapshot;
  readonly enter: (voice: VoiceSession) => void;
  readonly isResident: (voice: VoiceSession) => boolean;
}

class VoiceSession implements InferenceSession {
  readonly inputs: ReadonlyMap<string, Float32Array>;
  readonly outputs: ReadonlyMap<string, Float32Array>;
  /** Its state while another voice's is in the network. */
  readonly state: StateSnapshot;
  readonly #session: InferenceSession;
  readonly #residence: Residence;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #from: Float32Array;
  readonly #into: Float32Array;

  constructor(session: InferenceSession, residence: Residence) {
    this.#session = session;
    this.#residence = residence;
    this.#into = session.inputs.get('x') ?? new Float32Array(0);
    this.#from = session.outputs.get('y') ?? new Float32Array(0);
    this.#x = new Float32Array(this.#into.length);
    this.#y = new Float32Array(this.#from.length);
    this.inputs = new Map([['x', this.#x]]);
    this.outputs = new Map([['y', this.#y]]);
    this.state = session.saveState();
  }

  get notice(): string | undefined {
    return this.#session.notice;
  }

  run(): void | Promise<void> {
    this.#residence.enter(this);
    this.#into.set(this.#x);
    const pending = this.#session.run();
    return pending === undefined ? this.#take() : pending.then(this.#take);
  }

  readonly #take = (): void => this.#y.set(this.#from);

  resetState(): void {
    if (this.#residence.isResident(this)) this.#session.resetState();
    else copyState(this.#residence.reset, this.state);
  }

  async warmUp(): Promise<void> {
    this.#x.fill(0);
    this.resetState();
  }

  saveState(into?: StateSnapshot): StateSnapshot {
    if (this.#residence.isResident(this)) return this.#session.saveState(into);
    const snapshot = into ?? new Map([...this.state].map(([name, { length }]) => [name, new Float32Array(length)]));
    copyState(this.state, snapshot);
    return snapshot;
  }

  loadState(snapshot: StateSnapshot): void {
    if (this.#residence.isResident(this)) this.#session.loadState(snapshot);
    else copyState(snapshot, this.state);
  }

  async close(): Promise<void> {
    // The network is the caller's.
  }
}

function copyState(from: StateSnapshot, into: StateSnapshot): void {
  for (const name of into.keys()) {
    const values = from.get(name);
    const copy = into.get(name);
    if (values !== undefined && values.length === copy?.length) copy.set(values);
    else throw notFitting(name);
  }
}

const notFitting = (name: string): NeurorackError =>
  new NeurorackError('bad-input', `the state snapshot does not fit this network at ${name}`, {
    remedy: 'load only snapshots saved from a session of the same artifact',
  });
