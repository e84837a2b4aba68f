import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Returns the directory of settings, calibration and presets: $NEURORACK_HOME, else neurorack in $XDG_CONFIG_HOME, else
 * ~/.config/neurorack. An empty variable counts as unset; so does an XDG_CONFIG_HOME that is not absolute (XDG Base Directory
 * Specification).
 */
export function stateHome(environment: Readonly<Record<string, string | undefined>>, userHome = homedir()): string {
  const { NEURORACK_HOME: own, XDG_CONFIG_HOME: configuration } = environment;
  if (own) return resolve(own);
  return join(configuration && isAbsolute(configuration) ? configuration : join(userHome, '.config'), 'neurorack');
}
