import type { BuildOptions, BuildResult } from 'esbuild';

/** The repository, with a slash at its end. */
export const root: string;
export function bundle(options: BuildOptions): Promise<BuildResult>;
