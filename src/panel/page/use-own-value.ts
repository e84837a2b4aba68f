import { useEffect, useRef, useState } from 'preact/hooks';

/** Whoever has just moved a control sees their own value, not an older one that is still on its way back, ms. */
const OWN_MS = 400;

/**
 * A value that the instrument knows and a hand moves.
 *
 * @returns the value to show, and what a hand calls
 */
export function useOwnValue(value: number, onChange: (value: number) => void): [number, (value: number) => void] {
  const [own, setOwn] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: number): void => {
    setOwn(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOwn(undefined), OWN_MS);
    onChange(next);
  };
  return [own ?? value, set];
}
