/**
 * A script for a page: Web MIDI with one controller, 'Keys', that a test plays and unplugs, and one synthesizer, 'Synth', whose messages it
 * reads. After the present specification (W3C, Web MIDI API): events are events with a `timeStamp`, and the access keeps its ports.
 * The package web-midi-test-api follows a draft of 2015, whose messages have no time and whose ports are others at each look.
 *
 * `webMidi.play(...bytes)`, `webMidi.unplug(name)`, `webMidi.plug(name)`, `webMidi.sent`
 */
export const SIMULATED_WEB_MIDI = `
  (() => {
    class Port extends EventTarget {
      constructor(id, name, type) {
        super();
        Object.assign(this, { id, name, type, manufacturer: '', version: '', state: 'connected', connection: 'closed', onstatechange: null });
      }
      async open() { this.connection = 'open'; return this; }
      async close() { this.connection = 'closed'; return this; }
    }
    class Input extends Port {
      #listener = null;
      get onmidimessage() { return this.#listener; }
      set onmidimessage(listener) { this.#listener = listener; if (listener !== null) this.connection = 'open'; }
    }
    class Output extends Port {
      sent = [];
      send(data) {
        if (this.state !== 'connected') throw new DOMException('The port is disconnected', 'InvalidStateError');
        this.sent.push([...data]);
      }
      clear() {}
    }
    const access = new EventTarget();
    const [keys, synth] = [new Input('in', 'Keys', 'input'), new Output('out', 'Synth', 'output')];
    Object.assign(access, {
      inputs: new Map([[keys.id, keys]]),
      outputs: new Map([[synth.id, synth]]),
      sysexEnabled: false,
      onstatechange: null,
    });
    const change = (name, state) => {
      const port = name === 'Keys' ? keys : synth;
      port.state = state;
      const event = new Event('statechange');
      event.port = port;
      access.dispatchEvent(event);
      access.onstatechange?.(event);
    };
    window.webMidi = {
      play: (...bytes) => {
        const event = new Event('midimessage');
        event.data = Uint8Array.from(bytes);
        keys.dispatchEvent(event);
        if (keys.state === 'connected' && keys.connection === 'open') keys.onmidimessage?.(event);
      },
      unplug: (name) => change(name, 'disconnected'),
      plug: (name) => change(name, 'connected'),
      get sent() { return synth.sent; },
    };
    navigator.requestMIDIAccess = async () => access;
  })();
`;
