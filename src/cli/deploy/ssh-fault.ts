import { type ErrorKind, NeurorackError } from '../../contracts/errors.ts';

/** Error messages of ssh (OpenSSH 7 to 10) and their meaning. */
const FAULTS: readonly { pattern: RegExp; kind: ErrorKind; why: string; remedy: string }[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    kind: 'bad-config',
    why: 'its host key has changed',
    remedy:
      'if the board was reinstalled, run `ssh-keygen -R <host>` and log in once with ssh; otherwise this may be an attack',
  },
  {
    pattern: /host key verification failed|no .* host key is known/i,
    kind: 'bad-config',
    why: 'its host key is unknown',
    remedy: 'log in once with ssh, compare the fingerprint with that of the board, and accept it',
  },
  {
    pattern: /permission denied|too many authentication failures|no supported authentication/i,
    kind: 'bad-config',
    why: 'it rejects the key or the password',
    remedy: 'copy your key to the board with `ssh-copy-id`, or give another key with --identity',
  },
  {
    pattern: /could not resolve hostname|name or service not known/i,
    kind: 'missing-device',
    why: 'there is no host of this name',
    remedy: 'check the name and the network, or give the IP address',
  },
  {
    pattern: /connection refused/i,
    kind: 'missing-device',
    why: 'it has no SSH server',
    remedy: 'enable SSH on the board (`sudo systemctl enable --now ssh`), or give its --port',
  },
  {
    pattern: /no route to host|network is unreachable|timed out|connection closed|connection reset|broken pipe/i,
    kind: 'missing-device',
    why: 'it is not reachable',
    remedy: 'check that the board is on and in this network, then try again',
  },
  {
    pattern:
      /identity file .* not accessible|no such identity|bad permissions|bad configuration option|can't open user config/i,
    kind: 'bad-file',
    why: 'the key or the configuration is unusable',
    remedy: 'check the files of --identity and --ssh-config, and that only you can read them',
  },
];

/** The error of an ssh that failed (exit code 255), with a remedy. */
export function sshFault(host: string, stderr: string): NeurorackError {
  const found = FAULTS.find(({ pattern }) => pattern.test(stderr));
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  if (found === undefined) {
    return new NeurorackError('missing-device', `${host}: ssh failed: ${lastLine || 'without a message'}`, {
      remedy: `run \`ssh ${host}\` to see why`,
    });
  }
  return new NeurorackError(found.kind, `${host}: ${found.why} (${lastLine})`, { remedy: found.remedy });
}
