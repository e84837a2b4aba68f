/** What a person is told; undefined when all is well. */
export type PairingError = string | undefined;

/** Asks for a code on the display. */
export async function askForCode(): Promise<PairingError> {
  return tell(await post('/pair/ask'));
}

/** Types the code in: whether the page is let in, or why not. */
export async function enterCode(code: string): Promise<PairingError> {
  return tell(await post('/pair', { code }));
}

interface Answer {
  readonly kind?: 'shown' | 'paired' | 'wrong' | 'expired' | 'wait';
  readonly triesLeft?: number;
  readonly seconds?: number;
  readonly message?: string;
}

async function post(path: string, body?: unknown): Promise<Answer> {
  try {
    const answer = await fetch(path, { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) });
    return await answer.json();
  } catch {
    return { message: 'The instrument does not answer. Is it on, and in the same network?' };
  }
}

function tell({ kind, triesLeft = 0, seconds = 0, message }: Answer): PairingError {
  switch (kind) {
    case 'shown':
    case 'paired':
      return undefined;
    case 'wrong':
      return `That is not the code. ${triesLeft === 1 ? 'One try is' : `${triesLeft} tries are`} left.`;
    case 'expired':
      return 'That code is not good any more. Ask for a new one.';
    case 'wait':
      return `Too many wrong codes. Wait ${seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`;
    default:
      return message ?? 'That did not work.';
  }
}
