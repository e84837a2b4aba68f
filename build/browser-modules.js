// The modules that a bundle for a browser has in the place of Node's and of those that use them: files are on the disk of the browser
// (targets/browser/src/storage), locks are among its tabs.
import { root } from './bundle.js';

const storage = `${root}targets/browser/src/storage`;

/** Node's modules, as far as they are used. */
const NODE = {
  'node:crypto': `${storage}/node/crypto.ts`,
  'node:fs': `${storage}/node/fs.ts`,
  'node:fs/promises': `${storage}/node/fs-promises.ts`,
  'node:path': `${storage}/node/path.ts`,
  'node:timers/promises': `${storage}/node/timers-promises.ts`,
};

/** Modules of src that use more of Node, by the end of their path. */
const OWN = {
  'src/descriptors/bank/download.ts': `${storage}/files/download.ts`,
  'src/descriptors/bank/read-zip.ts': `${storage}/files/read-zip.ts`,
  'src/descriptors/sound/rate-library.ts': `${storage}/files/rate-library.ts`,
  'src/files/free-bytes.ts': `${storage}/files/free-bytes.ts`,
  'src/files/process-life.ts': `${storage}/files/process-life.ts`,
  'src/files/process-lock.ts': `${storage}/files/process-lock.ts`,
  'src/files/read-limited.ts': `${storage}/files/read-limited.ts`,
  'src/files/remove-at-exit.ts': `${storage}/files/remove-at-exit.ts`,
  'src/files/sha256.ts': `${storage}/files/sha256.ts`,
  'src/files/sync-directory.ts': `${storage}/files/sync-directory.ts`,
};

/** The decoders of `audio-decode` for the formats that this project reads; it names others, some of which are not installed. */
const DECODERS = ['mp3', 'vorbis', 'opus', 'aac', 'mp4'].map((name) => `@audio/decode-${name}`);

/** zod's messages in other languages than English, 290 kB that nothing reads. */
const LOCALES = /[/]locales[/]index\.js$/;

/** An esbuild plugin that exchanges them. */
export const browserModules = {
  name: 'browser-modules',
  setup(plugin) {
    plugin.onResolve({ filter: /^node:/ }, ({ path }) => (path in NODE ? { path: NODE[path] } : undefined));
    plugin.onResolve({ filter: /^@audio\/decode-/ }, ({ path }) =>
      DECODERS.includes(path) ? undefined : { path, external: true },
    );
    plugin.onResolve({ filter: LOCALES }, ({ importer }) =>
      importer.includes('/node_modules/zod/') ? { path: `${root}node_modules/zod/v4/locales/en.js` } : undefined,
    );
    plugin.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const full = new URL(path, `file://${resolveDir}/`).pathname;
      const own = Object.keys(OWN).find((end) => full === `${root}${end}`);
      return own === undefined ? undefined : { path: OWN[own] };
    });
  },
};

/** Options of esbuild for a bundle of a browser's Worker. */
export const BROWSER_BUNDLE = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: ['es2022', 'safari16.4'],
  minify: true,
  // Names of temporary files state a process; tabs have none.
  define: { 'process.pid': '0', 'process.platform': '"browser"' },
  plugins: [browserModules],
  logLevel: 'warning',
};
