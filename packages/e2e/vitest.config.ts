import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'e2e',
    include: ['test/**/*.test.ts'],
    globalSetup: ['src/build.ts'],
    // Most of their time they wait for processes; the default on two cores is one file at a time, and a project has its own.
    maxWorkers: 3,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
