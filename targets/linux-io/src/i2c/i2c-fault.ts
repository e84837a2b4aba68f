import { NeurorackError } from '@neurorack/contracts/errors';

/** The system's `code` of an error that a kernel call threw; '' without one. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** The NeurorackError for a failed transaction. */
export function transferFault(path: string, address: number, cause: unknown): NeurorackError {
  const chip = `the chip at 0x${address.toString(16).padStart(2, '0')} on ${path}`;
  switch (codeOf(cause)) {
    case 'ETIMEDOUT':
      return new NeurorackError('device-fault', `${path} hangs: a line is held low while ${chip} is addressed`, {
        remedy: 'power the board off and on; check SDA and SCL for shorts and the pull-up resistors',
        cause,
      });
    case 'ENXIO':
    case 'EREMOTEIO':
    case 'EIO':
      return new NeurorackError('device-fault', `${chip} does not answer`, {
        remedy: `check its supply and wiring; \`i2cdetect -y ${/\d+$/.exec(path)?.[0] ?? 1}\` lists the chips that answer`,
        cause,
      });
    default:
      return new NeurorackError('device-fault', `${chip} cannot be reached: ${String(cause)}`, {
        remedy: 'check its supply and wiring, then restart the instrument',
        cause,
      });
  }
}

/** The NeurorackError for a bus that cannot be opened. */
export function openFault(path: string, cause: unknown): NeurorackError {
  if (codeOf(cause) === 'EACCES' || codeOf(cause) === 'EPERM') {
    return new NeurorackError('missing-device', `${path} may not be opened by this user`, {
      remedy: 'add the user to the group i2c: `sudo usermod -aG i2c $USER`, then log in again',
      cause,
    });
  }
  return new NeurorackError('missing-device', `there is no ${path}`, {
    remedy:
      'switch I²C on (Raspberry Pi: `dtparam=i2c_arm=on` in /boot/firmware/config.txt), or correct the bus number in the board file',
    cause,
  });
}
