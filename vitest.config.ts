import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      name: 'embedded-as-text',
      enforce: 'pre',
      load: (id) =>
        /\.(hbs|md|yml)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined,
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    // Most tests wait for processes of git and of the sandbox; one worker alone would leave half of a small machine idle.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
