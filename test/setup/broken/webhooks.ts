// What goes wrong with webhooks and the trigger token.

import type { SetUp } from '../set-up.ts';
import { type Broken, CI, edit, type Named, openIssue } from './broken.ts';

export const webhooks: readonly Broken[] = [
  {
    name: 'a webhook was deleted',
    id: 'webhooks',
    says: /"sitrep: comments" is not there/,
    break: async (set) => set.ask('root', 'DELETE', `${set.api}/hooks/${await hookId(set, 'sitrep: comments')}`),
  },
  {
    name: 'a webhook does not tell of confidential issues',
    id: 'webhooks',
    says: /does not tell of confidential_issues_events/,
    break: (set) => changeHook(set, 'sitrep: issues', { confidential_issues_events: false }),
  },
  {
    name: 'the template of a webhook was changed',
    id: 'webhooks',
    says: /its template is another/,
    break: (set) => changeHook(set, 'sitrep: issues', { custom_webhook_template: '{"inputs": {}}' }),
  },
  {
    name: 'a webhook starts pipelines of another branch',
    id: 'webhooks',
    says: /it points elsewhere/,
    break: (set) => changeHook(set, 'sitrep: issues', { url: 'https://example.com/hook' }),
  },
  {
    name: 'a webhook tells of reactions too',
    id: 'webhook-noise',
    says: /also tells of emoji_events/,
    break: (set) => changeHook(set, 'sitrep: comments', { emoji_events: true }),
  },
  {
    name: 'two webhooks tell of the same',
    id: 'webhook-duplicates',
    says: /tells of what another one tells already: two pipelines/,
    break: async (set) => {
      const url = `${set.stage.gitlab.url}/api/v4${set.api}/ref/main/trigger/pipeline?token=glptt-1234`;
      await set.ask('root', 'POST', `${set.api}/hooks`, { url, push_events: false, issues_events: true });
    },
  },
  {
    name: 'webhooks are refused because the trigger token is gone',
    id: 'webhook-deliveries',
    says: /most often: 404.*GitLab does not know the trigger token/,
    break: async (set) => {
      await set.ask('root', 'DELETE', `${set.api}/triggers/${await triggerId(set)}`);
      await openIssue(set);
    },
  },
  {
    name: 'webhooks are refused because the pipeline file lacks an input',
    id: 'webhook-deliveries',
    says: /most often: 400.*does not declare what the webhook sends/,
    break: async (set) => {
      await edit(set, CI, (text) => text.replace(/ {4}iid:\n(?: {6}.*\n)+/, ''));
      await openIssue(set);
    },
  },
  {
    name: 'GitLab switched a webhook off after four failures',
    id: 'webhook-alert',
    says: /GitLab switched the webhook "sitrep: issues" off until/,
    break: async (set) => {
      const file = await set.text(CI);
      await set.commit({ [CI]: null });
      for (let failure = 0; failure < 4; failure += 1) await openIssue(set);
      await set.commit({ [CI]: file });
    },
  },
  {
    name: 'the trigger token is gone',
    id: 'trigger',
    says: /no trigger token "sitrep: webhooks": webhooks are refused with 404/,
    break: async (set) => set.ask('root', 'DELETE', `${set.api}/triggers/${await triggerId(set)}`),
  },
  {
    name: 'the trigger token is a person’s',
    id: 'trigger',
    says: /is not the bot's: its pipelines run with the rights of who made it/,
    break: async (set) => {
      await set.ask('root', 'DELETE', `${set.api}/triggers/${await triggerId(set)}`);
      await set.ask('root', 'POST', `${set.api}/triggers`, { description: 'sitrep: webhooks' });
    },
  },
  {
    name: 'a person has a trigger token of the same name as the bot',
    id: 'spare-bots',
    state: 'warning',
    says: /The trigger token \d+ is called "sitrep: webhooks" and is not the bot's/,
    break: ({ ask, api }) => ask('root', 'POST', `${api}/triggers`, { description: 'sitrep: webhooks' }),
  },
];

async function hookId(set: SetUp, name: string): Promise<number | undefined> {
  return (await set.ask<Named[]>('root', 'GET', `${set.api}/hooks`)).find((hook) => hook.name === name)?.id;
}

async function changeHook(set: SetUp, name: string, change: object): Promise<unknown> {
  return set.ask('root', 'PUT', `${set.api}/hooks/${await hookId(set, name)}`, change);
}

async function triggerId(set: SetUp): Promise<number | undefined> {
  return (await set.ask<Named[]>('root', 'GET', `${set.api}/triggers`))[0]?.id;
}
