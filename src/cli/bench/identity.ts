import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { installationRoot, version } from '../../app/installation.ts';
import type { Model } from '../../model/family.ts';
import type { Evidence } from './evidence.ts';
import type { BenchResult } from './result-schema.ts';
import { readSourceState } from './source-state.ts';

/** Kernel modules of accelerators, whose versions are in /sys/module. */
const DRIVERS = ['hailo_pci', 'nvidia'];

export interface IdentityInput {
  readonly board: string;
  /** Class of the result. */
  readonly evidence: Evidence;
  /** Name of the state; default: none. */
  readonly label?: string | undefined;
  readonly accelerator: string;
  /** Why the fallback accelerator played; null where the board's accelerator did. */
  readonly fallbackReason: string | null;
  readonly model: Model;
}

/** Identity of board, software and model; null where the system does not provide a value. */
export async function identify(input: IdentityInput): Promise<BenchResult['identity']> {
  const { board, evidence, label, accelerator, fallbackReason, model } = input;
  const manifest = await readFile(join(model.folder, 'manifest.json'));
  return {
    board,
    revision: text('/proc/device-tree/model'),
    evidence,
    version: version(),
    ...sourceState(),
    label: label ?? null,
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? null,
    cores: cpus().length || null,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    governor: text('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    powerMode: powerMode(),
    node: process.version,
    onnxruntime: packageVersion('onnxruntime-node'),
    accelerator: { name: accelerator, driver: driver(), fallbackReason },
    model: {
      id: model.manifest.id,
      version: model.manifest.version,
      manifestSha256: createHash('sha256').update(manifest).digest('hex'),
      family: model.family,
      hop: model.manifest.hop,
      sampleRate: model.manifest.sampleRate,
    },
  };
}

/** Commit and uncommitted changes of the checkout, or those in build.json of a board's bundle; null without either. */
function sourceState(): Pick<BenchResult['identity'], 'commit' | 'uncommitted'> {
  const build = text(join(installationRoot(), 'build.json'));
  if (build !== null) {
    const read = (name: string): string | null =>
      new RegExp(`"${name}": "(none|[0-9a-f]{40})"`).exec(build)?.[1] ?? null;
    return { commit: read('commit'), uncommitted: read('uncommitted') };
  }
  return readSourceState(installationRoot());
}

/** Power mode of a Jetson, from a line such as `NV Power Mode: MAXN`. */
function powerMode(): string | null {
  if (process.platform !== 'linux') return null;
  const { stdout, status } = spawnSync('nvpmodel', ['-q'], { encoding: 'utf8', timeout: 2000 });
  return status === 0 ? (/NV Power Mode:\s*(\S+)/.exec(stdout)?.[1] ?? null) : null;
}

function driver(): string | null {
  for (const name of DRIVERS) {
    const found = text(`/sys/module/${name}/version`);
    if (found !== null) return `${name} ${found}`;
  }
  return null;
}

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\0+$/, '').trim();
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
