import { useEffect, useRef, useState } from 'preact/hooks';

/** How long a control shows the value just set, instead of older values still arriving from the server, ms. */
const HOLD_MS = 400;

/**
 * A value of the instrument that a control changes. The control shows the new value at once.
 *
 * @returns the value to show, and a function that sets it
 */
export function useOptimisticValue<Value>(
  value: Value,
  onChange: (value: Value) => void,
): [Value, (value: Value) => void] {
  const [pending, setPending] = useState<Value>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: Value): void => {
    setPending(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPending(undefined), HOLD_MS);
    onChange(next);
  };
  return [pending ?? value, set];
}
