// What is said of a suggestion: who brings it, what it says, and how it is made official.

import { expect, it } from 'vitest';
import type { Observation } from '../../src/process/observation.ts';
import { inState } from '../commands/said.ts';
import { type Given, minute, policyOf, type Story } from '../given.ts';

const policy = policyOf('slack: {}\nservices: {nexus: {communities: [all]}}\ncommunities: {all: {slack: ["#users"]}}');

/** What sitrep says in the issue of what `happens`. */
function told(happens: (told: Story) => void, given: Given = {}): string {
  const one = inState('responding', given);
  one.look(5);
  happens(one);
  const { messages } = one.look(10);
  const [said] = messages.filter(({ key, to }) => key.startsWith('suggestion:') && to === undefined);
  return said && 'text' in said.body ? said.body.text : '';
}

it('an announcement of a confidential incident asks for a second person, and says where it would go', () => {
  const given = { policy, services: ['nexus'], confidential: true };
  expect(told((one) => one.say(10, 'cai', '/announce Down'), given)).toBe(
    [
      '@ana: `@cai` wants to tell users, and this incident is confidential:',
      '> Down',
      'Goes to all (`#users`). It takes a second person, any responder but `@cai`: 👍 this comment or type `/adopt #1` to send it; do nothing to leave it.',
    ].join('\n\n'),
  );
});

it('R32, R40 (partly): what everybody will read is shown to who wrote it, with whom it reaches and where', () => {
  const several = policyOf(
    `slack: {}
services: {nexus: {communities: [builders, writers]}}
communities: {builders: {title: People who build, slack: ["#builders", "#forge"]}, writers: {title: People who write}}`,
  );
  const given = { policy: several, services: ['nexus'] };
  expect(told((one) => one.say(10, 'ana', '/impact S1 everybody\n/announce Down'), given)).toBe(
    [
      '@ana: this reaches **everybody**, so have one more look before it is sent:',
      '> Down',
      'Goes to People who build (`#builders` and `#forge`). People who write have no channel here: tell them where they read. Your own yes is enough, or that of Comms or who leads: 👍 this comment or type `/adopt #1` to send it; do nothing to leave it.',
    ].join('\n\n'),
  );
});

it('a comment in Jira names who wrote it and where, and wakes nobody there', () => {
  const comment = { id: '7', by: 'Kim @all', at: minute(9), text: 'The vendor called\n/close' };
  const ticket: Observation['ticket'] = {
    key: 'INC-1',
    url: 'https://jira.test/browse/INC-1',
    status: { name: 'Open', category: 'new' },
    intact: true,
    comments: [comment],
  };
  expect(told((one) => one.read(10, { ticket }))).toBe(
    [
      '@ana: Kim @\u2060all, in Jira, writes ([there](https://jira.test/browse/INC-1)):',
      '> The vendor called\n> \u2060/close',
      '👍 this comment or type `/adopt #1` to make it a sitrep; do nothing to leave it.',
    ].join('\n\n'),
  );
});

it('a command of somebody in Slack whom GitLab does not know is done as of whoever adopts it', () => {
  const message: Observation['chat'][number] = {
    ts: '1.2',
    at: minute(9),
    by: undefined,
    name: 'Kim',
    text: '!found the disk is full',
    url: 'https://acme.slack.com/archives/C0123ABCD/p12',
    ours: false,
    key: undefined,
    edited: false,
    approvedBy: [],
    pinnedBy: [],
  };
  expect(told((one) => one.read(10, { chat: [message] }))).toBe(
    [
      '@ana: Kim, in Slack, typed ([there](https://acme.slack.com/archives/C0123ABCD/p12)), and is not known in GitLab:',
      '> \u2060/found the disk is full',
      '👍 this comment or type `/adopt #1` to have it done as yours; do nothing to leave it.',
    ].join('\n\n'),
  );
});
