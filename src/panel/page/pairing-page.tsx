import { useEffect, useRef, useState } from 'preact/hooks';
import { askForCode, enterCode, type PairingError } from './pairing-calls.ts';

const DIGITS = 6;

/** The door: a code that the module's display shows is typed in here, once for each page. */
export function PairingPage({ onPaired }: { onPaired: () => void }) {
  const [code, setCode] = useState('');
  const [complaint, setComplaint] = useState<PairingError>();
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const ask = async (): Promise<void> => {
    setCode('');
    setComplaint(await askForCode());
    field.current?.focus();
  };
  const enter = async (typed: string): Promise<void> => {
    setIsBusy(true);
    const wrong = await enterCode(typed);
    setIsBusy(false);
    if (wrong === undefined) onPaired();
    else {
      setComplaint(wrong);
      setCode('');
      field.current?.focus();
    }
  };
  const type = (text: string): void => {
    const typed = text.replace(/\D/g, '').slice(0, DIGITS);
    setCode(typed);
    if (typed.length > 0) setComplaint(undefined);
    if (typed.length === DIGITS && !isBusy) void enter(typed);
  };

  useEffect(() => void ask(), []);

  return (
    <main class="door">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.length === DIGITS && !isBusy) void enter(code);
        }}
      >
        <h1>neurorack</h1>
        <p id="door-help">
          The display of the module shows a code of six digits. Type it in here: this page may then play, until it is
          forgotten on the module.
        </p>
        <input
          ref={field}
          class="code"
          aria-label="Code"
          aria-describedby="door-help door-complaint"
          aria-invalid={complaint !== undefined}
          inputMode="numeric"
          autoComplete="one-time-code"
          placeholder="······"
          value={code}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <p id="door-complaint" class="complaint" role="alert">
          {complaint}
        </p>
        <div class="door-buttons">
          <button type="submit" class="plain on" disabled={code.length < DIGITS || isBusy}>
            Pair
          </button>
          <button type="button" class="plain" onClick={() => void ask()}>
            Show the code again
          </button>
        </div>
      </form>
      <p class="door-note">
        What goes over this network is not encrypted: pair only where you trust who else is on it.
      </p>
    </main>
  );
}
