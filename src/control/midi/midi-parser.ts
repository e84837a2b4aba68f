/** Receives one message: its status with the channel, and its data bytes, 0 where it has none. */
export type OnMidiMessage = (status: number, first: number, second: number) => void;

/** Counts since a parser's creation; nothing is left out without being counted. */
export interface MidiCounts {
  readonly messages: number;
  /** Bytes of system exclusive messages, which are skipped. */
  readonly sysexBytes: number;
  /** Bytes that belong to no message: data without a status, undefined statuses, interrupted messages. */
  readonly ignoredBytes: number;
}

/** Separates the bytes of one port into messages. Its memory is constant, whatever the port sends, and its calls allocate nothing. */
export interface MidiParser {
  receive(bytes: ArrayLike<number>): void;
  readonly counts: MidiCounts;
}

const FIRST_STATUS = 0x80;
const FIRST_SYSTEM = 0xf0;
const SYSEX = 0xf0;
const END_OF_SYSEX = 0xf7;
const FIRST_REAL_TIME = 0xf8;
/** Undefined messages of a single byte: F4, F5 end a running status, F9 and FD do not. */
const UNDEFINED = [0xf4, 0xf5, 0xf9, 0xfd];

/**
 * Creates the parser of one port (MIDI 1.0 Detailed Specification, data format): running status, real-time messages in the middle of
 * others, and system exclusive messages of any length, whole or in parts.
 */
export function createMidiParser(onMessage: OnMidiMessage): MidiParser {
  const counts = { messages: 0, sysexBytes: 0, ignoredBytes: 0 };
  /** Of the message that is being read, or the running status; 0: none. */
  let status = 0;
  let first = 0;
  let known = 0;
  let isSysex = false;

  function emit(of: number, second: number): void {
    counts.messages++;
    onMessage(of, known > 0 ? first : 0, second);
  }

  function receiveStatus(byte: number): void {
    if (byte >= FIRST_REAL_TIME) {
      if (UNDEFINED.includes(byte)) {
        counts.ignoredBytes++;
        return;
      }
      counts.messages++;
      onMessage(byte, 0, 0);
      return;
    }
    // An interrupted message is lost with its status and its first data byte.
    if (known > 0) counts.ignoredBytes += 1 + known;
    known = 0;
    if (byte === END_OF_SYSEX && isSysex) counts.sysexBytes++;
    else if (byte === END_OF_SYSEX || UNDEFINED.includes(byte)) counts.ignoredBytes++;
    isSysex = byte === SYSEX;
    if (isSysex) counts.sysexBytes++;
    status = isSysex || byte === END_OF_SYSEX || UNDEFINED.includes(byte) ? 0 : byte;
    if (status !== 0 && dataBytesOf(status) === 0) finish(0);
  }

  function finish(second: number): void {
    const of = status;
    if (of >= FIRST_SYSTEM) status = 0; // messages of the system have no running status
    emit(of, second);
    known = 0;
  }

  function receiveData(byte: number): void {
    if (isSysex) counts.sysexBytes++;
    else if (status === 0) counts.ignoredBytes++;
    else if (known === 0) {
      first = byte;
      known = 1;
      if (dataBytesOf(status) === 1) finish(0);
    } else finish(byte);
  }

  return {
    receive: (bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] & 0xff;
        if (byte >= FIRST_STATUS) receiveStatus(byte);
        else receiveData(byte);
      }
    },
    counts,
  };
}

/** Number of data bytes that follow a status. */
function dataBytesOf(status: number): number {
  const kind = status & 0xf0;
  if (kind === 0xc0 || kind === 0xd0 || status === 0xf1 || status === 0xf3) return 1;
  return status < FIRST_SYSTEM || status === 0xf2 ? 2 : 0;
}
