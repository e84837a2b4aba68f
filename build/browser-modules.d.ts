import type { BuildOptions, Plugin } from 'esbuild';

export declare const browserModules: Plugin;
export declare const BROWSER_BUNDLE: BuildOptions;
