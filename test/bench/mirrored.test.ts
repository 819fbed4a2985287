// With Slack and Jira beside GitLab a sitrep costs a few requests more, and no more than that.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure } from '../../src/bench/figures.ts';
import { mirroredFigures } from '../../src/bench/mirrored.ts';

let figures: readonly Figure[];
beforeAll(async () => {
  figures = await mirroredFigures();
});

describe('a sitrep with Slack and Jira beside GitLab', () => {
  it.each`
    what                | most
    ${'GitLab: reads'}  | ${9}
    ${'GitLab: writes'} | ${2}
    ${'Slack: reads'}   | ${2}
    ${'Slack: writes'}  | ${2}
    ${'Jira: reads'}    | ${4}
    ${'Jira: writes'}   | ${2}
    ${'git operations'} | ${3}
  `('$what: at least one, at most $most', ({ what, most }) => {
    const found = figures.find((figure) => figure.what === what);
    expect(found?.value).toBeGreaterThan(0);
    expect(found?.value).toBeLessThanOrEqual(most);
  });
});
