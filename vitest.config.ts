import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The stories in which the kinds of GitLab differ most: clocks and schedules, tiers, labels. With
 * `STORIES=all`, as in this project's own pipeline, every story is played on every kind.
 */
const DIFFERENT = ['switches', 'timer', 'watch'];
const STORIES = process.env['STORIES'] === 'all' ? ['*'] : DIFFERENT;

/** Being killed or cut off at every request is the same everywhere, and takes minutes. */
const ONCE = ['test/stories/kill.test.ts', 'test/stories/line-cut.test.ts'];

/** What takes longest begins first, or one worker would be left with it at the end. */
const LONGEST = [
  'kill',
  'mirrors/killed',
  'outage',
  'line-cut',
  'init-killed',
  'ways-in',
  'bad-input',
  'ci-pipeline-runner',
  'doctor',
  'report',
];

/** A worker that goes from one kind of GitLab to another starts anew, so each kind's files stand together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      if (project.name !== 'all') return 1;
      return LONGEST.some((name) => moduleId.endsWith(`/${name}.test.ts`)) ? 0 : 2;
    };
    const byKind = (one: TestSpecification, other: TestSpecification): number =>
      place(one) - place(other) || one.project.name.localeCompare(other.project.name);
    return (await super.sort(files)).sort(byKind);
  }
}

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
    // Loading the product anew for each file took longer than most files. No test leaves anything behind in a module.
    isolate: false,
    sequence: { sequencer: LongestFirst },
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
