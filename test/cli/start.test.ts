import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

describe('neurorack start', () => {
  it.each([
    [['--port', '70000'], 2, /whole number from 0 to 65535/],
    [['--block', '100'], 2, /64, 128, 256, 512/],
    [['--audio', 'cloud'], 2, /no audio sink 'cloud'[\s\S]*browser/],
    [['--board', 'toaster'], 2, /no board 'toaster'/],
    [['--model', 'harp'], 3, /no model 'harp'/],
    [['--osc', '70000'], 2, /whole number from 0 to 65535/],
    [['--osc-send', '127.0.0.1:9001'], 2, /need the port[\s\S]*--osc 9000/],
    [['--osc', '0', '--osc-host', '0.0.0.0'], 2, /addresses that may play[\s\S]*--osc-allow/],
    [['--osc', '0', '--osc-allow', 'studio'], 2, /'studio' is neither an address nor a network/],
    [['--bank', '/nowhere.nrbank'], 3, /nowhere\.nrbank/],
  ])('refuses %j with exit code %i and names the available values', async (args, expected, message) => {
    const { code, stderr } = await runCli('start', '--headless', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });

  it('shows its options with examples', async () => {
    const { code, stdout } = await runCli('start', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('neurorack start --headless');
  });
});
