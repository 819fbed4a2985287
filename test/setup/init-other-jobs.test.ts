// Which jobs of a project webhooks, schedules and timers would start: each comment makes a pipeline.

import { describe, expect, it } from 'vitest';
import { keywordOf, otherJobs } from '../../src/setup/ci-file/other-jobs.ts';

const ours = (name: string): boolean => name.startsWith('sitrep-');

/** A job `deploy` with these lines below it. */
const job = (...lines: readonly string[]): string =>
  ['deploy:', '  script: ./deploy', ...lines.map((l) => `  ${l}`)].join('\n');
const rules = (...conditions: readonly string[]): string => job('rules:', ...conditions.map((c) => `  - ${c}`));

describe('a job is started by a comment', () => {
  it.each([
    ['without rules', job()],
    ['always', rules('when: always')],
    ['on the default branch', rules('if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH')],
    [
      'when it is no merge request',
      rules('if: \'$CI_PIPELINE_SOURCE == "merge_request_event"\'\n      when: never', 'when: on_success'),
    ],
    ['for schedules, as a nightly job', rules('if: \'$CI_PIPELINE_SOURCE == "schedule"\'')],
    ['for the API', rules("if: '$CI_PIPELINE_SOURCE =~ /^(push|api)$/'")],
    ['by changes, which hold in every pipeline but a push', rules('changes: [src/**]')],
    ['delayed', rules('when: delayed\n      start_in: 1 hour')],
    ['only: branches', job('only: [branches]')],
    ['only: main', job('only: [main]')],
    ['only: a pattern', job('only: [/^ma/]')],
    ['only: schedules', job('only: { refs: [schedules] }')],
    ['except: tags', job('except: [tags]')],
    ['by what it extends', '.base:\n  script: x\ndeploy:\n  extends: .base'],
    [
      'with rules of another by reference',
      '.base:\n  rules:\n    - if: $CI_COMMIT_BRANCH\ndeploy:\n  script: x\n  rules:\n    - !reference [.base, rules]',
    ],
    ['by a variable of the file', `variables:\n  DEPLOY: 'yes'\n${rules('if: \'$DEPLOY == "yes"\'')}`],
  ])('%s', (_how, text) => {
    expect(otherJobs(text, 'main', ours)).toEqual({ started: ['deploy'], perhaps: [], shutOut: [] });
  });
});

describe('a job is not started', () => {
  it.each([
    ['for pushes only', rules('if: \'$CI_PIPELINE_SOURCE == "push"\'')],
    [
      'never for hooks',
      rules("if: '$CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api)$/'\n      when: never", 'when: on_success'),
    ],
    ['for tags only', rules('if: $CI_COMMIT_TAG')],
    ['in merge requests only', rules('if: $CI_MERGE_REQUEST_IID')],
    ['by hand only', rules('when: manual')],
    ['of another branch', rules("if: '$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH'")],
    ['both must hold', rules("if: '$CI_COMMIT_TAG && $CI_COMMIT_BRANCH'")],
    ['brackets', rules('if: \'($CI_COMMIT_TAG || $CI_PIPELINE_SOURCE == "web") && $CI_COMMIT_BRANCH\'')],
    ['only: pushes', job('only: [pushes]')],
    ['only: tags', job('only: [tags]')],
    ['except: branches', job('except: [branches]')],
    ['when: manual', job('when: manual')],
    ['hidden', '.deploy:\n  script: x'],
    ['one of ours', 'sitrep-react:\n  script: x'],
  ])('%s', (_how, text) => {
    expect(otherJobs(text, 'main', ours)).toEqual({ started: [], perhaps: [], shutOut: [] });
  });
});

it.each([
  ['a variable that nobody sets here', rules('if: \'$DEPLOY == "yes"\'')],
  ['a file that may be there', rules('exists: [Dockerfile]')],
  ['a condition that is none', rules("if: 'what?'")],
  ['only: variables', job('only: { variables: [$DEPLOY] }')],
])('perhaps: %s', (_how, text) => {
  expect(otherJobs(text, 'main', ours)).toEqual({ started: [], perhaps: ['deploy'], shutOut: [] });
});

it.each([
  [
    'pushes only',
    'workflow:\n  rules:\n    - if: \'$CI_PIPELINE_SOURCE == "push"\'',
    ['trigger', 'schedule', 'api', 'web'],
  ],
  ['everything', 'workflow:\n  rules:\n    - when: always', []],
  [
    'no schedules',
    'workflow:\n  rules:\n    - if: \'$CI_PIPELINE_SOURCE == "schedule"\'\n      when: never\n    - when: always',
    ['schedule'],
  ],
  ['branches', 'workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH', []],
  ['what nobody knows', 'workflow:\n  rules:\n    - if: $ALLOWED', []],
])('workflow: rules for %s shuts out %j', (_what, text, shutOut) => {
  expect(otherJobs(text, 'main', ours).shutOut).toEqual(shutOut);
});

it.each([
  ['nothing', job(), undefined],
  ['rules', rules('when: always'), 'rules'],
  ['only', job('only: [main]'), 'only'],
  ['except', job('except: [tags]'), 'only'],
  ['only, by what it extends', '.base:\n  only: [main]\ndeploy:\n  extends: .base\n', 'only'],
])('a job with %s is told by that when it runs', (_what, text, keyword) => {
  expect(keywordOf(text, 'deploy')).toBe(keyword);
});

/** The words of the remedy for such a job, put into it: it is started no more, and by a push as before. */
it.each([
  [
    'nothing',
    job(),
    job(
      'rules:',
      '  - if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api|merge_request_event)$/',
      '    when: never',
      '  - when: on_success',
    ),
  ],
  [
    'rules',
    rules('when: always'),
    rules('if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api)$/\n      when: never', 'when: always'),
  ],
  ['only', job('only: [main]'), job('only: [main]', 'except: [triggers, schedules, api]')],
])('what is advised for a job with %s keeps it away', (_what, before, after) => {
  expect(otherJobs(before, 'main', ours).started).toEqual(['deploy']);
  expect(otherJobs(after, 'main', ours)).toEqual({ started: [], perhaps: [], shutOut: [] });
});
