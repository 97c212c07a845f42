import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'tui', include: ['test/**/*.test.{ts,tsx}'], maxWorkers: 3, testTimeout: 20_000 },
});
