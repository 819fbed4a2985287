import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What a story costs to be killed or cut off at every request is not paid again for each kind of GitLab. */
const ONCE = ['test/stories/kill.test.ts', 'test/stories/line-cut.test.ts'];

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
    // Most tests wait for processes of git and of the sandbox; one worker alone would leave half of a small machine idle.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'all', include: ['test/**/*.test.ts'] } },
      storiesOn('gitlab.com-premium'),
      storiesOn('self-managed'),
    ],
  },
});

/** The same stories on another kind of GitLab than `gitlab.com-free`; see `openStage`. */
function storiesOn(profile: string) {
  const env = { STAGE_PROFILE: profile };
  return { extends: true as const, test: { name: profile, include: ['test/stories/*.test.ts'], exclude: ONCE, env } };
}
