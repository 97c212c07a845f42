import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*'],
    // Two cores, and the end-to-end tests start processes of their own.
    maxWorkers: 2,
  },
});
