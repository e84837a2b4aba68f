import { useEffect, useRef, useState } from 'preact/hooks';
import { DESTINATION_RANGES } from '../../../control/destination.ts';
import { JACKS } from '../../../control/jacks.ts';
import { createMidiPlayer } from '../../midi-player.ts';
import type { PanelAction, PanelSettings } from '../../protocol.ts';

/** 'absent': the browser has no MIDI, or the page was not served by https or from this computer. */
export type MidiState = 'absent' | 'off' | 'refused' | 'on';

export interface Midi {
  readonly state: MidiState;
  /** Names of the connected controllers. */
  readonly inputs: readonly string[];
  /** Connects the controllers; the browser may ask the player. */
  connect(): void;
}

/** Plays the instrument by MIDI controllers, once the player has connected them; at later visits without a question. */
export function useMidi(send: (action: PanelAction) => void, settings: PanelSettings | undefined): Midi {
  const [access, setAccess] = useState<MIDIAccess>();
  const [state, setState] = useState<MidiState>(() => ('requestMIDIAccess' in navigator ? 'off' : 'absent'));
  const [inputs, setInputs] = useState<readonly string[]>([]);
  const latest = useRef({ send, settings });
  latest.current = { send, settings };

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
    const baseOf = (destination: 'pitch' | 'level'): number =>
      latest.current.settings?.bases[destination] ?? DESTINATION_RANGES[destination].default;
    const player = createMidiPlayer({
      send: (action) => latest.current.send(action),
      ranges: () => JACKS.flatMap((jack) => latest.current.settings?.ranges[jack] ?? []),
      bases: () => ({ pitch: baseOf('pitch'), level: baseOf('level') }),
    });
    const listen = (): void => {
      const all = [...access.inputs.values()].filter((input) => input.state === 'connected');
      for (const input of all) input.onmidimessage = ({ data }) => data !== null && player.receive(data);
      setInputs(all.map(({ name }) => name ?? 'controller'));
    };
    access.onstatechange = () => {
      // The release of a key is lost with the cable.
      player.release();
      listen();
    };
    listen();
    return () => {
      player.release();
      access.onstatechange = null;
      for (const input of access.inputs.values()) input.onmidimessage = null;
    };
  }, [access]);

  return { state, inputs, connect: () => void connect() };
}
