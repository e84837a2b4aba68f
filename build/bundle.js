// The one place where esbuild is configured: bundles TypeScript of this repository for Node. Plain JavaScript and no tool beyond esbuild, since
// npm's `prepare` runs it.
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { BUNDLED } from './bundled-packages.js';

/** The repository, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Leaves packages that are not `BUNDLED` where they are. */
const externalPackages = {
  name: 'external-packages',
  setup(plugin) {
    plugin.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined;
      const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
      return BUNDLED.test(name) ? undefined : { path, external: true };
    });
  },
};

/**
 * Bundles TypeScript as ES modules that Node runs; paths are relative to the repository.
 *
 * @param options those of esbuild: `entryPoints` with `outdir` or `outfile`, `splitting`, `absWorkingDir` for another checkout, more `plugins`
 * @returns esbuild's result, with its metafile
 */
export function bundle({ plugins = [], ...options }) {
  return build({
    absWorkingDir: root,
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    metafile: true,
    plugins: [externalPackages, ...plugins],
    // commander is CommonJS and calls `require` for Node's own modules.
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
    logLevel: 'warning',
    ...options,
  });
}

let imported = 0;

/**
 * Imports TypeScript of this repository into a build script.
 *
 * @param file path relative to the repository
 * @returns what the module exports
 */
export async function importTypeScript(file) {
  const outfile = `${root}dist/build/${process.pid}-${imported++}.mjs`; // two builds can run at once
  await bundle({ entryPoints: [file], outfile });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}
