import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** The parts of a checkout that a release changes. */
function createCheckout(...changesets: readonly string[]): string {
  const checkout = mkdtempSync(join(tmpdir(), 'release-'));
  const targets = readdirSync(join(ROOT, 'targets')).map((name) => `targets/${name}/package.json`);
  const files = ['package.json', 'package-lock.json', '.changeset/config.json', 'build/version.js'];
  for (const name of [...files, 'src/contracts/package.json', ...targets]) {
    mkdirSync(dirname(join(checkout, name)), { recursive: true });
    cpSync(join(ROOT, name), join(checkout, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  writeFileSync(join(checkout, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n\n- An older line.\n');
  for (const [n, text] of changesets.entries()) writeFileSync(join(checkout, `.changeset/change-${n}.md`), text);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const name of ['package.json', 'package-lock.json', 'src/contracts/package.json', ...targets]) {
    const path = join(checkout, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`"${version}"`, '"0.1.0"'));
  }
  execFileSync(process.execPath, ['build/version.js'], { cwd: checkout, stdio: 'ignore' });
  return checkout;
}

const textOf = (checkout: string, name: string): string => readFileSync(join(checkout, name), 'utf8');
const versionOf = (checkout: string, place: string): string =>
  JSON.parse(textOf(checkout, join(place, 'package.json'))).version;

describe('a release of the instrument', () => {
  const checkout = createCheckout('---\n"@neurorack/target-host": minor\n---\n\nA louder bell.\n');

  it('gives its next version to the checkout, its packages and the lockfile', () => {
    for (const place of ['.', 'src/contracts', 'targets/host', 'targets/linux-io'])
      expect.soft(versionOf(checkout, place), place).toBe('0.2.0');
    const { packages, version } = JSON.parse(textOf(checkout, 'package-lock.json'));
    expect([version, packages[''].version, packages['targets/host'].version]).toEqual(['0.2.0', '0.2.0', '0.2.0']);
    expect(packages['targets/host'].dependencies['@neurorack/common']).toBe('0.2.0');
    expect(versionOf(checkout, 'targets/hailort-node')).toBe('0.1.0');
  });

  it('moves the sentences to the changelog and removes the changeset', () => {
    expect(textOf(checkout, 'CHANGELOG.md')).toMatch(
      /^# Changelog\n\n## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- A louder bell\.\n- An older line\.\n$/,
    );
    expect(readdirSync(join(checkout, '.changeset'))).toEqual(['config.json']);
  });
});

describe('the workflow package.yml', () => {
  const text = readFileSync(join(ROOT, '.github/workflows/package.yml'), 'utf8');

  it('publishes with provenance on a tag only, after an installation on Node 20, 22 and 24', () => {
    expect(text).toContain('node: [20, 22, 24]');
    expect(text).toMatch(/publish:\n +if: startsWith\(github\.ref, 'refs\/tags\/v'\)\n +needs: install/);
    expect(text).toMatch(/id-token: write[\s\S]*npm publish "\.\/\$folder" --provenance --access public/);
    expect(text.match(/secrets\./g)).toHaveLength(1);
  });

  it('runs tests that exist', () => {
    const paths = /npx vitest run (.*)/.exec(text)?.[1].split(' ') ?? [];
    for (const path of paths) expect(readFileSync(join(ROOT, path), 'utf8')).not.toBe('');
    expect(paths).toContain('test/packaging/npm-package.test.ts');
  });
});
