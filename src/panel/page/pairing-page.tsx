import { useEffect, useRef, useState } from 'preact/hooks';
import { enterCode, type PairingError, requestCode } from './pairing-calls.ts';

const DIGITS = 6;

/** Pairs this browser, once, with the code that the module's display shows. */
export function PairingPage({ onPaired }: { onPaired: () => void }) {
  const [code, setCode] = useState('');
  const [error, setError] = useState<PairingError>();
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const showCode = async (): Promise<void> => {
    setCode('');
    setError(await requestCode());
    field.current?.focus();
  };
  const submit = async (typed: string): Promise<void> => {
    setIsBusy(true);
    const failure = await enterCode(typed);
    setIsBusy(false);
    if (failure === undefined) onPaired();
    else {
      setError(failure);
      setCode('');
      field.current?.focus();
    }
  };
  const type = (text: string): void => {
    const typed = text.replace(/\D/g, '').slice(0, DIGITS);
    setCode(typed);
    if (typed.length > 0) setError(undefined);
    if (typed.length === DIGITS && !isBusy) void submit(typed);
  };

  useEffect(() => void showCode(), []);

  return (
    <main class="pairing">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.length === DIGITS && !isBusy) void submit(code);
        }}
      >
        <h1>neurorack</h1>
        <p id="pairing-help">
          The module’s display shows a six-digit code. Enter it here to pair this browser. It stays paired until the
          pairing is removed on the module.
        </p>
        <input
          ref={field}
          class="code"
          aria-label="Code"
          aria-describedby="pairing-help pairing-error"
          aria-invalid={error !== undefined}
          inputMode="numeric"
          autoComplete="one-time-code"
          placeholder="······"
          value={code}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <p id="pairing-error" class="error" role="alert">
          {error}
        </p>
        <div class="pairing-buttons">
          <button type="submit" class="plain on" disabled={code.length < DIGITS || isBusy}>
            Pair
          </button>
          <button type="button" class="plain" onClick={() => void showCode()}>
            Show code again
          </button>
        </div>
      </form>
      <p class="pairing-note">The connection is not encrypted: pair only on a network that you trust.</p>
    </main>
  );
}
