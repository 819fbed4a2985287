// Links that people paste are gathered: which addresses, from whom, and how many.

import { describe, expect, it } from 'vitest';
import { linksIn } from '../../src/process/links.ts';
import { inState } from '../commands/said.ts';
import { type Name, policyOf } from '../given.ts';

const HERE = 'https://gitlab.test/acme/incidents/-/issues/1';
const policy = policyOf(`
jira: {url: "https://jira.test/base", project: INC}
confluence: {url: "https://pages.test", space: OPS}
`);

describe('an address that is known', () => {
  it.each<[url: string, found: string]>([
    ['https://zoom.us/j/91234?pwd=abc', 'bridge Zoom'],
    ['https://acme.zoom.us/my/room', 'bridge Zoom'],
    ['https://acme.zoomgov.com/j/1', 'bridge Zoom'],
    ['https://zoom.us/download', ''],
    ['https://notzoom.us/j/1', ''],
    ['https://meet.google.com/abc-defg-hij', 'bridge Google Meet'],
    ['https://teams.microsoft.com/l/meetup-join/19%3ameeting', 'bridge Teams'],
    ['https://teams.microsoft.com/l/channel/19', ''],
    ['https://acme.webex.com/meet/ana', 'bridge Webex'],
    ['https://whereby.com/acme', 'bridge Whereby'],
    ['https://meet.jit.si/Incident12', 'bridge Jitsi'],
    ['https://meet.jitsi.acme.test/Incident12', 'bridge Jitsi'],
    ['https://docs.google.com/document/d/1', 'document Google document'],
    ['https://acme.slack.com/archives/C0123ABCD/p17', 'document Slack'],
    ['https://pages.test/wiki/spaces/OPS/pages/7', 'document Confluence page'],
    ['https://jira.test/base/browse/INC-12', 'ticket INC-12'],
    ['https://jira.test/base/secure/Dashboard', ''],
    ['https://elsewhere.test/browse/INC-12', ''],
    ['https://gitlab.test/acme/nexus/-/merge_requests/7/diffs', 'document !7'],
    ['https://gitlab.test/acme/nexus/-/pipelines/99', 'document pipeline 99'],
    ['https://gitlab.test/-/snippets/5', 'document snippet 5'],
    ['https://gitlab.test/acme/nexus/-/wikis/run%20books/disk', 'document wiki run books/disk'],
    ['https://gitlab.test/acme/nexus/-/wikis/%E0%A4%A', 'document wiki %E0%A4%A'],
    ['https://gitlab.test/acme/nexus/-/issues/4', ''],
    ['https://other.test/acme/nexus/-/pipelines/99', ''],
    ['https://ana:secret@zoom.us/j/1', ''],
    ['ftp://zoom.us/j/1', ''],
  ])('%s: %s', (url, found) => {
    expect(
      linksIn(`see ${url}, now`, policy, HERE)
        .map(({ kind, title }) => `${kind} ${title}`)
        .join(),
    ).toBe(found);
  });

  it.each([
    '(https://zoom.us/j/1)',
    '[call](https://zoom.us/j/1)',
    '<https://zoom.us/j/1>',
    '**https://zoom.us/j/1**',
    '"https://zoom.us/j/1".',
  ])('in %s ends where it ends', (text) => {
    expect(linksIn(text, policy, HERE).map(({ url }) => url)).toEqual(['https://zoom.us/j/1']);
  });

  it('is found once, and in a megabyte soon', () => {
    const text = 'https://zoom.us/j/1 (((https://zoom.us/j/1 '.repeat(25_000);
    expect(linksIn(text, policy, HERE)).toHaveLength(1);
  });
});

describe('R42 (partly): a link that is pasted', () => {
  const CALL = 'we talk at https://zoom.us/j/1';

  it.each<[by: Name, internal: boolean, links: number]>([
    ['ana', false, 1],
    ['eve', false, 1],
    ['eve', true, 0],
    ['uli', false, 0],
    ['mal', false, 0],
  ])('by %s (internal: %s) makes %d links', (by, internal, links) => {
    const told = inState('responding');
    told.say(10, by, CALL, { internal });
    expect(told.incident.links).toHaveLength(links);
  });

  it('is recorded once, also where it is pasted again', () => {
    const told = inState('responding');
    told.say(10, 'eve', CALL);
    told.say(11, 'ben', CALL);
    expect(told.events.filter(({ type }) => type === 'linked')).toHaveLength(1);
  });

  it('does not move the call that the commander named', () => {
    const told = inState('responding');
    told.say(10, 'ana', '/bridge https://meet.jit.si/Ours');
    told.say(11, 'eve', CALL);
    expect(told.incident.links.map(({ kind, title }) => [kind, title])).toEqual([
      ['document', 'Zoom'],
      ['bridge', undefined],
    ]);
  });

  it('makes nobody part of the response', () => {
    const told = inState('responding');
    told.say(10, 'eve', CALL);
    expect([...told.incident.active.values()].find(({ person }) => person.name === 'eve')?.engaged).toBe(false);
  });

  it('is one of twenty at most', () => {
    const told = inState('responding');
    const many = Array.from({ length: 30 }, (_, n) => `https://docs.google.com/document/d/${n}`);
    told.say(10, 'eve', many.join('\n'));
    expect(told.incident.links).toHaveLength(20);
    told.say(12, 'ana', '/bridge https://zoom.us/j/1');
    expect(told.incident.links).toHaveLength(21);
  });
});
