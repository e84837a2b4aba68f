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
 * Writes the bundles to `outdir`. The entry of the engine's threads shares no file with the others: each thread would load twice as many.
 *
 * @param boardTarget the module of another board in place of this checkout's
 * @returns esbuild's metafiles as one
 */
export async function buildCli({ outdir, boardTarget }) {
  const build = (...entryPoints) =>
    bundle({
      entryPoints,
      outdir,
      splitting: true,
      minifySyntax: true,
      sourcemap: true,
      sourcesContent: false,
      plugins: boardTarget === undefined ? [] : [replaceBoardTarget(boardTarget)],
    });
  const built = await Promise.all([
    build('src/cli/main.ts', 'src/app/bank-thread.ts'),
    build('src/app/engine-thread.ts'),
  ]);
  const merged = (part) => Object.assign({}, ...built.map(({ metafile }) => metafile[part]));
  return { inputs: merged('inputs'), outputs: merged('outputs') };
}
