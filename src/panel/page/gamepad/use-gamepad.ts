import { useEffect, useRef, useState } from 'preact/hooks';
import { JACKS } from '../../../control/jacks.ts';
import { createGamepadPlayer } from '../../gamepad-player.ts';
import type { PanelAction, PanelSettings } from '../../protocol.ts';

/** Interval at which a connected gamepad is read, ms; it reports no events. */
const INTERVAL_MS = 8;

/**
 * Plays the instrument by the first gamepad of the standard mapping, which browsers report once one of its buttons has been pressed.
 *
 * @returns its name; undefined where none is connected
 */
export function useGamepad(
  send: (action: PanelAction) => void,
  settings: PanelSettings | undefined,
): string | undefined {
  const [name, setName] = useState<string>();
  const latest = useRef({ send, settings });
  latest.current = { send, settings };

  useEffect(() => {
    const find = (): void => setName(standardGamepad()?.id);
    find();
    addEventListener('gamepadconnected', find);
    addEventListener('gamepaddisconnected', find);
    return () => {
      removeEventListener('gamepadconnected', find);
      removeEventListener('gamepaddisconnected', find);
    };
  }, []);

  useEffect(() => {
    if (name === undefined) return;
    const player = createGamepadPlayer({
      send: (action) => latest.current.send(action),
      ranges: () => JACKS.flatMap((jack) => latest.current.settings?.ranges[jack] ?? []),
    });
    const timer = setInterval(() => {
      const gamepad = standardGamepad();
      if (gamepad === undefined) player.release();
      else player.observe(gamepad);
    }, INTERVAL_MS);
    return () => {
      clearInterval(timer);
      player.release();
    };
  }, [name]);

  return name;
}

function standardGamepad(): Gamepad | undefined {
  // Absent on a page that was not served by https or from this computer.
  if (!('getGamepads' in navigator)) return undefined;
  return navigator.getGamepads().find((gamepad) => gamepad?.mapping === 'standard') ?? undefined;
}
