// What happens to a project, as its pipelines see it: the ways in, and what must start nothing.

import type { Event } from './rules.ts';

export interface Row {
  /** For people: the reference page has it so. */
  readonly what: string;
  readonly event: Event;
}

const source = (name: string): Event['variables'] => ({ CI_PIPELINE_SOURCE: name });

export const EVENTS: readonly Row[] = [
  {
    what: 'somebody opens or changes an issue (webhook)',
    event: { variables: source('trigger'), inputs: { iid: '#12', actor: '@ana' } },
  },
  {
    what: 'somebody comments (webhook)',
    event: { variables: source('trigger'), inputs: { iid: '#12', note: '#345', actor: '@ana' } },
  },
  {
    what: 'a merge request is opened, changed or merged (webhook)',
    event: { variables: source('trigger'), inputs: { actor: '@ana' } },
  },
  { what: 'a webhook without inputs (GitLab before 18.1)', event: { variables: source('trigger') } },
  {
    what: 'the bot itself wrote something (webhook)',
    event: { variables: source('trigger'), inputs: { iid: '#12', actor: '@sitrep-bot' } },
  },
  {
    what: 'the bot sets a timer: a pipeline over the API with the input `wake-in`',
    event: { variables: source('api'), inputs: { 'wake-in': '12 minutes' } },
  },
  {
    what: 'the same where pipelines have no inputs: with the variable `SITREP_WAKE_IN`',
    event: { variables: { ...source('api'), SITREP_WAKE_IN: '10 minutes' } },
  },
  { what: 'somebody else starts a pipeline over the API', event: { variables: source('api') } },
  { what: 'a schedule', event: { variables: source('schedule') } },
  { what: 'somebody starts a pipeline by hand', event: { variables: source('web') } },
  {
    what: 'somebody starts a pipeline by hand with the number of an incident (`iid`)',
    event: { variables: source('web'), inputs: { iid: '12' } },
  },
  {
    what: 'a merge request touches a review (`pir/<year>/*.md`)',
    event: { variables: source('merge_request_event'), changes: ['pir/2026/2026-03-11-12-nexus.md'] },
  },
  {
    what: 'a merge request touches none',
    event: { variables: source('merge_request_event'), changes: ['README.md', 'pir/README.md'] },
  },
  { what: 'a push or a tag', event: { variables: source('push') } },
];
