import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';

/**
 * Returns the directory of settings, calibration and presets: $NEURORACK_HOME, else neurorack in $XDG_CONFIG_HOME, else
 * ~/.config/neurorack. An empty variable counts as unset; so does an XDG_CONFIG_HOME that is not absolute (XDG Base Directory
 * Specification).
 *
 * @throws NeurorackError 'bad-config' for a user without a home folder, where no variable names one
 */
export function stateHome(
  environment: Readonly<Record<string, string | undefined>>,
  userHome: () => string = homeOfUser,
): string {
  const { NEURORACK_HOME: own, XDG_CONFIG_HOME: configuration } = environment;
  if (own) return resolve(own);
  return join(
    configuration && isAbsolute(configuration) ? configuration : join(homeOf(userHome), '.config'),
    'neurorack',
  );
}

/** The home folder of $HOME, or of the system's list of users where $HOME is empty. */
function homeOfUser(): string {
  return homedir() || userInfo().homedir;
}

/** The home folder. The system reports none for a user that has neither $HOME nor an entry in its list of users. */
function homeOf(userHome: () => string): string {
  try {
    return resolve(userHome());
  } catch (cause) {
    throw new NeurorackError('bad-config', 'this user has no home folder', {
      remedy: 'set NEURORACK_HOME to a folder for the settings, or HOME',
      cause,
    });
  }
}
