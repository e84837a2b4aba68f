/** A key, or several, and what they do. Parts in brackets are keys. */
export const KEYS: readonly (readonly [keys: string, action: string])[] = [
  ['[A] or [Space]', 'gate 1, while held'],
  [
    '[C] [V]',
    'the keys of gate 1 softer, harder; a press on its button: soft at its lower edge, hard at its upper one',
  ],
  ['[S]', 'gate 2, while held'],
  ['[K]', 'keep the last 30 s as a take'],
  ['[R]', 'record a take, and end it'],
  ['[↑] [↓] on the encoder', 'turn; the wheel and a drag too. [Enter] pushes'],
  ['[↑] [↓] on a fader', '0.1 V, with [Shift] 0.01 V, [Page ↑] [Page ↓] 1 V; a double click sets 0 V'],
  ['[←] [↑] [→] [↓] on the map', 'move the point, with [Shift] finely; [+] [−] [0] and the wheel zoom'],
  ['[Ctrl] [Z]', 'undo the last change; with [Shift] redo it'],
  ['[←] [→] on the tabs', 'open the drawer beside'],
  ['[?]', 'this help; [Esc] closes it'],
];
