import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const lockfile = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

describe('package-lock.json', () => {
  // The script downloads 300 MB of CUDA libraries on Linux, and `npm ci` fails without a network. npm 10 has no `allowScripts`, and
  // npm 11 warns of the package's own switch in .npmrc; `npm ci` of both runs a script only where the lockfile says that there is one.
  it('never lets npm run the install script of onnxruntime-node: after `npm install`, delete its "hasInstallScript"', () => {
    expect(lockfile.packages['node_modules/onnxruntime-node']).not.toHaveProperty('hasInstallScript');
  });

  // The script compiles where its package has no build, and an installation needs no compiler: MIDI then plays through the panel alone.
  it('has no install script of @julusian/midi: after `npm install`, delete its "hasInstallScript"', () => {
    expect(lockfile.packages['node_modules/@julusian/midi']).not.toHaveProperty('hasInstallScript');
  });

  // onnxruntime-web depends on it; its script compares version numbers, and npm 11 would warn of it.
  it('has no install script of protobufjs', () => {
    expect(lockfile.packages['node_modules/protobufjs']).not.toHaveProperty('hasInstallScript');
  });
});
