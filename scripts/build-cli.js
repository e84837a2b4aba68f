// Bundles the command line and the entry of its worker threads into dist/cli: small entries and one chunk a verb, so that
// a verb loads only what it needs.
// Run by npm's `prepare`, hence plain JavaScript and no tool beyond esbuild.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

// Bundled because loading their many small files costs more start-up time than the code itself. Everything else stays
// in node_modules: native and WASM packages look for files beside themselves.
const BUNDLED = /^(commander|zod|inversify|@inversifyjs\/.*|@neurorack\/.*)$/;

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

rmSync(`${root}dist/cli`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts', 'src/thread.ts'],
  entryNames: '[name]',
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  plugins: [externalPackages],
  // commander is CommonJS and asks for node's own modules with `require`.
  banner: {
    js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
  },
  logLevel: 'warning',
});
