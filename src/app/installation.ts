import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NeurorackError } from '../contracts/errors.ts';

interface PackageInfo {
  readonly root: string;
  readonly version: string;
}

let packageInfo: PackageInfo | undefined;

/** The folder that holds package.json, models and banks, from source and from the bundle alike. */
export function installationRoot(): string {
  return findPackage().root;
}

export function version(): string {
  return findPackage().version;
}

/** Default directory of models. */
export function modelsDirectory(): string {
  return join(installationRoot(), 'models');
}

/** Path of the factory bank. */
export function factoryBank(): string {
  return join(installationRoot(), 'banks', 'factory.nrbank');
}

/** The remedy for packages that are not installed: npm keeps those of a global package beside it. */
export function installRemedy(packages: readonly string[]): string {
  const names = packages.join(' ');
  const isFromRegistry = basename(dirname(installationRoot())) === 'node_modules';
  if (isFromRegistry) return `run \`npm install --global neurorack ${names}\``;
  return `run \`npm install ${names}\` in the instrument's folder`;
}

function findPackage(): PackageInfo {
  for (let folder = dirname(fileURLToPath(import.meta.url)); packageInfo === undefined; folder = dirname(folder)) {
    const found = readVersion(join(folder, 'package.json'));
    if (found !== undefined) packageInfo = { root: folder, version: found };
    else if (folder === dirname(folder)) {
      throw new NeurorackError('bad-file', 'the package.json of neurorack was not found above its own code', {
        remedy: 'install neurorack again',
      });
    }
  }
  return packageInfo;
}

/** The version of the package named neurorack, or nothing when `path` is another package's or absent. */
function readVersion(path: string): string | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof found !== 'object' || found === null || !('name' in found) || found.name !== 'neurorack')
      return undefined;
    return 'version' in found && typeof found.version === 'string' ? found.version : undefined;
  } catch {
    return undefined;
  }
}
