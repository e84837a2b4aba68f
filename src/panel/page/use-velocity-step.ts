import { useEffect, useState } from 'preact/hooks';
import { clamp } from '../../numeric/clamp.ts';
import { FIRST_STEP, VELOCITY_STEPS } from '../pad-velocity.ts';
import { listenForPlayKey } from './play-keys.ts';

/** The velocity of the keys of gate 1: C makes it softer, V harder. Undefined: even. */
export function useVelocityStep(): number | undefined {
  const [step, setStep] = useState(FIRST_STEP);
  useEffect(() => {
    const nothing = (): void => undefined;
    const listen = (letter: string, by: number) =>
      listenForPlayKey(
        { letter, hasSpaceKey: false },
        {
          onDown: () => setStep((now) => clamp(now + by, 0, VELOCITY_STEPS.length - 1)),
          onUp: nothing,
          onBlur: nothing,
        },
      );
    const ends = [listen('C', -1), listen('V', 1)];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return VELOCITY_STEPS[step];
}
