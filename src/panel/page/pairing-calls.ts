import { transport } from './server-transport.ts';

/** The error to show; undefined when the call succeeded. */
export type PairingError = string | undefined;

/** Requests a code on the display. */
export async function requestCode(): Promise<PairingError> {
  return errorOf(await post('/pair/code'));
}

/** Pairs this browser with the code. */
export async function enterCode(code: string): Promise<PairingError> {
  return errorOf(await post('/pair', { code }));
}

interface PairingResponse {
  readonly kind?: 'shown' | 'paired' | 'wrong' | 'expired' | 'wait';
  readonly triesLeft?: number;
  readonly seconds?: number;
  readonly message?: string;
}

async function post(path: string, body?: unknown): Promise<PairingResponse> {
  try {
    const response = await transport.request(path, {
      method: 'POST',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return await response.json();
  } catch {
    return { message: 'No response from the instrument. Check that it is on and in the same network.' };
  }
}

function errorOf({ kind, triesLeft = 0, seconds = 0, message }: PairingResponse): PairingError {
  switch (kind) {
    case 'shown':
    case 'paired':
      return undefined;
    case 'wrong':
      return `Wrong code. ${triesLeft === 1 ? '1 try' : `${triesLeft} tries`} left.`;
    case 'expired':
      return 'This code has expired. Request a new one.';
    case 'wait':
      return `Too many wrong codes. Wait ${seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`;
    default:
      return message ?? 'The request failed.';
  }
}
