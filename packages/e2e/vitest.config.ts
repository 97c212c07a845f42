import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'e2e',
    include: ['test/**/*.test.ts'],
    globalSetup: ['src/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
