// sitrep doctor: each thing that is broken on purpose is named, with a remedy that heals it when it is followed.
//
// What stands in backticks in a remedy is what the test does: the command, or the call of GitLab's API. Only where the
// remedy is to write something into a file does the row say what a person would write.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/sandbox/gitlab.ts';
import { checks } from '../../src/setup/checks/index.ts';
import { healed } from './broken/broken.ts';
import { clocks } from './broken/clocks.ts';
import { configurations } from './broken/configurations.ts';
import { journals } from './broken/journals.ts';
import { jira, others, slack } from './broken/mirrors.ts';
import { pipelines } from './broken/pipelines.ts';
import { settings } from './broken/settings.ts';
import { tokens } from './broken/tokens.ts';
import { webhooks } from './broken/webhooks.ts';
import { type SetUp, setUp } from './set-up.ts';

let set: SetUp;
let whole: Snapshot;
beforeAll(async () => {
  set = await setUp();
  whole = await set.stage.gitlab.snapshot();
}, 60_000);
beforeEach(async () => {
  await set.stage.gitlab.restore(whole);
  set.reset();
});
afterAll(() => set.stage.close());

it('of a project that is set up nothing is bad and everything is known', async () => {
  const verdicts = await set.doctor();
  expect(verdicts.filter(({ state }) => state !== 'good')).toEqual([]);
});

const families = {
  settings,
  token: tokens,
  pipeline: pipelines,
  journal: journals,
  webhooks,
  clock: clocks,
  configuration: configurations,
};

describe.each(Object.entries(families))('%s', (_family, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))('%s: it says so, and its remedy heals it', (_name, row) =>
    healed(set, row),
  );
});

/** Checks of which no row can be made here, and where they are shown instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  access: 'a project that cannot be read at all: doctor-report',
  version: 'another GitLab: doctor-profiles',
  'pipeline-variables': 'an older GitLab: doctor-profiles',
  'token-expiry': 'only time ends a token: doctor-time',
  compute: 'a week of jobs: doctor-time',
  'journal-writers': 'on a Free tier it only tells who could push; named people are a paid feature: doctor-profiles',
  'journal-size': 'more than a thousand open incidents: doctor-profiles',
};

it('every check has its row, or a place where it is shown', () => {
  const shown = new Set([
    ...Object.values(families)
      .flat()
      .map(({ id }) => id),
    ...[...slack, ...jira, ...others].map(({ id }) => id), // doctor-mirrors
    ...Object.keys(ELSEWHERE),
  ]);
  expect(checks.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  expect([...shown].filter((id) => !checks.some((check) => check.id === id))).toEqual([]);
});

it('at least 25 things are broken on purpose', () => {
  expect(Object.values(families).flat().length).toBeGreaterThanOrEqual(25);
});
