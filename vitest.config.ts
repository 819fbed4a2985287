import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * The stories in which the kinds of GitLab differ most: clocks and schedules, tiers, labels. With
 * `STORIES=all`, as in this project's own pipeline, every story is played on every kind.
 */
const DIFFERENT = ['cadence', 'switches', 'timer', 'watch'];
const STORIES = process.env['STORIES'] === 'all' ? ['*'] : DIFFERENT;

/** Being killed or cut off at every request is the same everywhere, and takes minutes. */
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
  const include = STORIES.map((name) => `test/stories/${name}.test.ts`);
  return { extends: true as const, test: { name: profile, include, exclude: ONCE, env: { STAGE_PROFILE: profile } } };
}
