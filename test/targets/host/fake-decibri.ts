import { EventEmitter } from 'node:events';
import type { Decibri, Microphone, Speaker } from '../../../targets/host/src/decibri.ts';

/** decibri with faults of the test; records the left channel. */
export function createFakeDecibri({
  openFault,
  writeFault,
  isCounting = true,
  version = '5.7.0',
}: {
  /** Fails the first write, which opens the device. */
  readonly openFault?: string;
  /** Fails the write after this number. */
  readonly writeFault?: number;
  /** Counts silence, as decibri 5.7 does and 5.0 does not. */
  readonly isCounting?: boolean;
  readonly version?: string;
} = {}) {
  const recorded: number[] = [];
  const log: string[] = [];
  const options: ConstructorParameters<Decibri['Speaker']>[0][] = [];
  const silence = { samples: 0 };
  let writes = 0;
  class FakeSpeaker implements Speaker {
    constructor(chosen: (typeof options)[number]) {
      if (chosen.device === 'nope') throw new Error('No speaker found matching "nope"');
      options.push(chosen);
    }
    get underrunCount(): number | undefined {
      return isCounting ? silence.samples : undefined;
    }
    async writeAsync(bytes: Buffer): Promise<void> {
      if (openFault !== undefined) throw new Error(openFault);
      if (writes++ === writeFault) throw new Error('decibri: audio device error: unplugged');
      // The first write is the silence that opens the device.
      if (writes > 1) for (let at = 0; at < bytes.length; at += 8) recorded.push(bytes.readFloatLE(at));
    }
    async drainAsync(): Promise<void> {
      log.push('drain');
    }
    stop(): void {
      log.push('stop');
    }
  }
  const microphones: FakeMicrophone[] = [];
  class FakeMicrophone extends EventEmitter implements Microphone {
    static version = () => ({ binding: version });
    overrunCount = 0;
    readonly options: ConstructorParameters<Decibri['Microphone']>[0];
    constructor(chosen: ConstructorParameters<Decibri['Microphone']>[0]) {
      super();
      if (chosen.device === 'nope') throw new Error('No microphone found matching "nope"');
      this.options = chosen;
      microphones.push(this);
    }
    /** Delivers frames of the card: one array a frame, one value a channel of the card. */
    deliver(frames: readonly (readonly number[])[]): void {
      const { channelMap } = this.options;
      this.emit('data', Buffer.from(Float32Array.from(frames.flatMap((one) => channelMap.map((n) => one[n]))).buffer));
    }
    stop(): void {
      log.push('stop');
    }
  }
  const card = { name: 'USB Audio', id: 'coreaudio:usb', defaultSampleRate: 48_000, isDefault: true };
  const library: Decibri = {
    Speaker: FakeSpeaker,
    Microphone: FakeMicrophone,
    outputDevices: () => [{ ...card, maxOutputChannels: 2 }],
    inputDevices: () => [
      { ...card, maxInputChannels: 8 },
      {
        name: 'Built-in microphone',
        id: 'coreaudio:mic',
        defaultSampleRate: 44_100,
        isDefault: false,
        maxInputChannels: 1,
      },
    ],
  };
  return { library, recorded, log, options, silence, microphones };
}
