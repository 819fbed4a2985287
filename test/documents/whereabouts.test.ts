// Where things are: in the live state a row for each place, in a role card where people meet.

import { describe, expect, it } from 'vitest';
import { messageText } from '../../src/documents/messages.ts';
import { stateText } from '../../src/documents/state.ts';
import { linked } from '../../src/documents/whereabouts.ts';
import { inState } from '../commands/said.ts';
import { policyOf, type Story } from '../given.ts';
import { PLACE } from './given.ts';

function rows(told: Story): string[] {
  const [, table = ''] = stateText(told.incident, PLACE).split('**Where things are**');
  return (table.split('\n\n')[1] ?? '').split('\n').slice(2);
}

describe('the live state', () => {
  it('R42, R72 (partly): has a row for each place, one after another as they come', () => {
    const told = inState('responding', {
      services: ['nexus'],
      policy: policyOf('services: {nexus: {bugs: {gitlab: acme/nexus}}}'),
    });
    expect(rows(told)).toEqual([]);
    told.say(5, 'ana', '/bridge https://zoom.us/j/91234?pwd=a_b');
    told.say(6, 'ana', '/room https://acme.slack.com/archives/C0123ABCD');
    told.say(
      7,
      'eve',
      'see https://docs.google.com/document/d/1 and https://gitlab.test/acme/nexus/-/merge_requests/7',
    );
    told.say(8, 'ben', '/bug the disk | fills');
    expect(rows(told)).toEqual([
      '| Issue | [\\#1](https://gitlab.test/acme/incidents/-/issues/1) |',
      '| Slack | [the channel that people made](https://acme.slack.com/archives/C0123ABCD) |',
      '| B1 | the disk \\| fills: to be filed in acme/nexus |',
      '| Call | [zoom.us](https://zoom.us/j/91234?pwd=a_b) |',
      '| Document | [Google document](https://docs.google.com/document/d/1) |',
      '| Document | [\\!7](https://gitlab.test/acme/nexus/-/merge_requests/7) |',
    ]);
  });

  it('R42, R64, R69 (partly): shows what the mirrors made, and where tickets were filed', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/bug the disk fills');
    const url = 'https://x.test/1';
    told.record(6, { type: 'room-opened', channel: 'C0123ABCD', name: 'inc-1-nexus', private: false, url });
    told.record(6, { type: 'ticket-opened', key: 'INC-1', url, private: false });
    told.record(6, { type: 'filed', key: 'file:bug:1', ref: 'NEX-9', url });
    told.record(6, { type: 'page-published', page: '7', version: 1, url, hash: 'x' });
    told.record(6, { type: 'backlogged', destination: 'team', where: 'Jira SKB', reason: 'x' });
    told.record(7, { type: 'room-ended', channel: 'C0123ABCD', why: 'archived' });
    expect(rows(told).slice(1)).toEqual([
      `| Slack | [\\#inc-1-nexus](${url}) |`,
      `| Jira | [INC-1](${url}) |`,
      '| Backlog | to be filed in Jira SKB |',
      `| B1 | the disk fills: [NEX-9](${url}) |`,
      `| Review page | [in Confluence](${url}) |`,
    ]);
  });
});

describe('R74 (partly): a role card', () => {
  it('says where people meet', () => {
    const told = inState('responding');
    told.say(5, 'ana', '/bridge https://zoom.us/j/1');
    told.look(5);
    told.say(6, 'ana', '/sme @eve');
    told.say(7, 'eve', '/accept');
    const { messages, incident } = told.look(7);
    const card = messages.find(({ body }) => 'document' in body && body.document === 'role-card');
    expect(card && messageText(card, incident, told.around(7))).toContain(
      '- Where: Call [zoom.us](https://zoom.us/j/1)\n',
    );
  });
});

describe('a link', () => {
  it.each([
    ['javascript:alert(1)', 'x'],
    ['https://a.test/(b)|c', '[x](https://a.test/%28b%29%7Cc)'],
    ['https://a.test/<b> @all `c`', '[x](https://a.test/%3Cb%3E%20%40all%20%60c%60)'],
    ['no address', 'x'],
  ])('to %s is %s', (url, markdown) => {
    expect(linked('x', url).text).toBe(markdown);
  });
});
