// The command line and the entries of its worker threads as bundles: small entries and one chunk a verb, so that a verb loads only what it
// needs. Plain JavaScript and no tool beyond esbuild, since npm's `prepare` runs it.
import { build } from 'esbuild';

/**
 * Bundled because loading their many small files costs more start-up time than the code itself. Everything else stays in
 * node_modules: native and WASM packages look for files beside themselves.
 */
export const BUNDLED = /^(commander|zod|yaml|inversify|@inversifyjs\/.*|@neurorack\/.*|hailort-node)$/;

/** Leaves packages that are not `BUNDLED` where they are. */
export const externalPackages = {
  name: 'external-packages',
  setup(plugin) {
    plugin.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined;
      const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
      return BUNDLED.test(name) ? undefined : { path, external: true };
    });
  },
};

/** Puts `contents` in the place of src/app/board-target.ts. */
const otherBoard = (root, contents) => ({
  name: 'other-board',
  setup(plugin) {
    plugin.onLoad({ filter: /[/\\]src[/\\]app[/\\]board-target\.ts$/ }, () => ({
      contents,
      loader: 'js',
      resolveDir: root,
    }));
  },
});

/** Writes the bundles to `outdir`; returns esbuild's metafile. `replace`: the module of another board, none for this checkout's own. */
export async function buildCli({ root, outdir, replace }) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts', 'src/app/engine-thread.ts', 'src/app/bank-thread.ts'],
    entryNames: '[name]',
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    plugins: [externalPackages, ...(replace === undefined ? [] : [otherBoard(root, replace)])],
    // commander is CommonJS and asks for node's own modules with `require`.
    banner: {
      js: "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return metafile;
}
