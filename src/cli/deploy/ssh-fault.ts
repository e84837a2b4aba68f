import { type ErrorKind, NeurorackError } from '../../contracts/errors.ts';

/** What ssh says (OpenSSH 7 to 10), and what that means. */
const FAULTS: readonly { says: RegExp; kind: ErrorKind; why: string; remedy: string }[] = [
  {
    says: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    kind: 'bad-config',
    why: 'it shows another key than the one that is known',
    remedy:
      'if the board was set up anew: `ssh-keygen -R <host>`, then log in once with ssh; if not, somebody is in between',
  },
  {
    says: /host key verification failed|no .* host key is known/i,
    kind: 'bad-config',
    why: 'its key is not known here',
    remedy: 'log in once with ssh, compare the fingerprint it shows with the one on the board, and say yes',
  },
  {
    says: /permission denied|too many authentication failures|no supported authentication/i,
    kind: 'bad-config',
    why: 'it refuses the key or the password',
    remedy: 'copy your key there with `ssh-copy-id`, or name another one with --identity',
  },
  {
    says: /could not resolve hostname|name or service not known/i,
    kind: 'missing-device',
    why: 'nobody is called that',
    remedy: 'check the name, or give the address; is the board in this network?',
  },
  {
    says: /connection refused/i,
    kind: 'missing-device',
    why: 'it is there, and has no SSH',
    remedy: 'switch SSH on on the board (`sudo systemctl enable --now ssh`), or name its --port',
  },
  {
    says: /no route to host|network is unreachable|timed out|connection closed|connection reset|broken pipe/i,
    kind: 'missing-device',
    why: 'it cannot be reached',
    remedy: 'is the board switched on and in this network? then try again',
  },
  {
    says: /identity file .* not accessible|no such identity|bad permissions|bad configuration option|can't open user config/i,
    kind: 'bad-file',
    why: 'the key or the configuration cannot be used',
    remedy: 'check --identity and --ssh-config: the files, and that only you may read them',
  },
];

/** Of an ssh that gave up (exit code 255): why, in the words of the house. */
export function sshFault(host: string, stderr: string): NeurorackError {
  const found = FAULTS.find(({ says }) => says.test(stderr));
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  if (found === undefined) {
    return new NeurorackError('missing-device', `${host}: ssh gave up: ${lastLine || 'it did not say why'}`, {
      remedy: `try \`ssh ${host}\` by hand`,
    });
  }
  return new NeurorackError(found.kind, `${host}: ${found.why} (${lastLine})`, { remedy: found.remedy });
}
