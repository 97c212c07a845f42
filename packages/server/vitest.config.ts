import { defineProject } from 'vitest/config';

export default defineProject({
  // No file changes anything for the next one: a process of its own for each costs a tenth of the suite.
  test: { name: 'server', include: ['test/**/*.test.{ts,tsx}'], isolate: false, maxWorkers: 3, testTimeout: 20_000 },
});
