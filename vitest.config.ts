import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: 'tests',
    include: ['**/*.test.ts'],
    globalSetup: 'tests/helpers/postgres.ts',
    // Real processes on a small, busy machine: a limit is for what hangs, not for what is slow.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
