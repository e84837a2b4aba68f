// The command line and the entries of its worker threads as bundles: small entries and one chunk a verb, so that a verb loads only its own code.
import { bundle, root } from './bundle.js';

/** Replaces src/app/board-target.ts by `contents`. */
const replaceBoardTarget = (contents) => ({
  name: 'replace-board-target',
  setup(plugin) {
    plugin.onLoad({ filter: /[/\\]src[/\\]app[/\\]board-target\.ts$/ }, () => ({
      contents,
      loader: 'js',
      resolveDir: root,
    }));
  },
});

/**
 * Writes the bundles to `outdir`.
 *
 * @param boardTarget the module of another board in place of this checkout's
 * @returns esbuild's metafile
 */
export async function buildCli({ outdir, boardTarget }) {
  const { metafile } = await bundle({
    entryPoints: ['src/cli/main.ts', 'src/app/engine-thread.ts', 'src/app/bank-thread.ts'],
    outdir,
    splitting: true,
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    plugins: boardTarget === undefined ? [] : [replaceBoardTarget(boardTarget)],
  });
  return metafile;
}
