import { useEffect, useRef, useState } from 'preact/hooks';

/** Whoever has just moved a control sees their own value, not an older one that is still on its way back, ms. */
const OWN_MS = 400;

/**
 * A value that the instrument knows and a hand moves.
 *
 * @returns the value to show, and what a hand calls
 */
export function useOptimisticValue<Value>(
  value: Value,
  onChange: (value: Value) => void,
): [Value, (value: Value) => void] {
  const [own, setOwn] = useState<Value>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: Value): void => {
    setOwn(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOwn(undefined), OWN_MS);
    onChange(next);
  };
  return [own ?? value, set];
}
