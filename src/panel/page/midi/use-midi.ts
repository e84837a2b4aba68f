import { useEffect, useRef, useState } from 'preact/hooks';
import { createMidiSender } from '../../midi-sender.ts';
import type { PanelAction } from '../../protocol.ts';

/** 'absent': the browser has no MIDI, or the page was not served by https or from this computer. */
export type MidiState = 'absent' | 'off' | 'refused' | 'on';

export interface Midi {
  readonly state: MidiState;
  /** Names of the connected controllers. */
  readonly inputs: readonly string[];
  /** The connected outputs. */
  readonly outputs: readonly MIDIOutput[];
  /** The output that gates and clock go to; undefined: none. */
  readonly output: MIDIOutput | undefined;
  chooseOutput(name: string | undefined): void;
  /** Connects the controllers; the browser may ask the player. */
  connect(): void;
}

export const nameOf = (port: MIDIPort): string => port.name ?? 'controller';

/** Plays the instrument by MIDI controllers, once the player has connected them; at later visits without a question. */
export function useMidi(send: (action: PanelAction) => void): Midi {
  const [access, setAccess] = useState<MIDIAccess>();
  const [state, setState] = useState<MidiState>(() => ('requestMIDIAccess' in navigator ? 'off' : 'absent'));
  const [inputs, setInputs] = useState<readonly string[]>([]);
  const [outputs, setOutputs] = useState<readonly MIDIOutput[]>([]);
  const [outputName, setOutputName] = useState<string | undefined>();
  const latest = useRef(send);
  latest.current = send;

  const connect = async (): Promise<void> => {
    try {
      setAccess(await navigator.requestMIDIAccess());
      setState('on');
    } catch {
      setState('refused');
    }
  };

  useEffect(() => {
    if (state !== 'off') return;
    // Not every browser lists MIDI among its permissions.
    void Promise.resolve()
      .then(() => navigator.permissions.query({ name: 'midi' }))
      .then(({ state: permission }) => (permission === 'granted' ? connect() : undefined))
      .catch(() => undefined);
  }, []);

  useEffect(() => {
    if (access === undefined) return;
    const sender = createMidiSender({ send: (action) => latest.current(action) });
    let names: readonly string[] = [];
    const listen = (): void => {
      const all = [...access.inputs.values()].filter((input) => input.state === 'connected');
      for (const input of all) {
        input.onmidimessage = ({ data, timeStamp }) => data !== null && sender.receive(nameOf(input), data, timeStamp);
      }
      const next = all.map(nameOf);
      for (const name of names) if (!next.includes(name)) sender.release(name);
      names = next;
      setInputs(next);
      setOutputs([...access.outputs.values()].filter((output) => output.state === 'connected'));
    };
    access.onstatechange = listen;
    listen();
    return () => {
      for (const name of names) sender.release(name);
      access.onstatechange = null;
      for (const input of access.inputs.values()) input.onmidimessage = null;
    };
  }, [access]);

  return {
    state,
    inputs,
    outputs,
    output: outputs.find((output) => nameOf(output) === outputName),
    chooseOutput: setOutputName,
    connect: () => void connect(),
  };
}
