import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two cores are the smallest machine this runs on; sound rendering is slow when they are busy.
    maxWorkers: 2,
    globalSetup: './testing/temporary.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'models/**', 'test/realtime/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Threads that keep time: one file after the other, and nothing else beside them.
        extends: true,
        test: {
          name: 'realtime',
          include: ['test/realtime/**/*.test.ts'],
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
