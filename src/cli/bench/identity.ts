import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { installationRoot, version } from '../installation.ts';

/** What was measured, on what: null for what the system does not tell. */
export async function identify({ board, manifestPath }: { readonly board: string; readonly manifestPath: string }) {
  return {
    board,
    evidence: 'measured' as const,
    version: version(),
    commit: commit(),
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? null,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    governor: text('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    node: process.version,
    onnxruntime: packageVersion('onnxruntime-node'),
    modelSha256: createHash('sha256')
      .update(await readFile(manifestPath))
      .digest('hex'),
  };
}

function commit(): string | null {
  try {
    const { stdout, status } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: installationRoot(), encoding: 'utf8' });
    return status === 0 ? stdout.trim() : null;
  } catch {
    return null;
  }
}

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function packageVersion(name: string): string | null {
  try {
    const path = createRequire(join(installationRoot(), 'package.json')).resolve(`${name}/package.json`);
    return String(JSON.parse(readFileSync(path, 'utf8')).version);
  } catch {
    return null;
  }
}
