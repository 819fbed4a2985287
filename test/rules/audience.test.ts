// Who hears of an announcement: the routing from services to channels.

import { describe, expect, it } from 'vitest';
import { audienceOf, audienceWords } from '../../src/rules/audience.ts';
import { policyOf } from '../given.ts';

const CONFIGURED = `
services:
  nexus: {title: Nexus, communities: [builders, integrators]}
  runners: {communities: [builders]}
  wiki: {title: The wiki, communities: [writers]}
  lonely: {}
communities:
  builders: {slack: ["#team-system-support"]}
  integrators: {slack: ["#proj-mvp", "#team-system-support"]}
  writers: {title: People who write}
`;
const policy = policyOf(`${CONFIGURED}\nslack: {}`);

describe('the audience of an announcement', () => {
  it.each<[services: string[], to: string[] | undefined, audience: Record<string, string[]>]>([
    [['runners'], undefined, { builders: ['#team-system-support'] }],
    [['Nexus'], undefined, { builders: ['#team-system-support'], integrators: ['#proj-mvp', '#team-system-support'] }],
    [
      ['runners', 'The wiki', 'nexus'],
      undefined,
      { builders: ['#team-system-support'], writers: [], integrators: ['#proj-mvp', '#team-system-support'] },
    ],
    [['nexus'], ['integrators'], { integrators: ['#proj-mvp', '#team-system-support'] }],
    [['lonely'], ['writers'], { writers: [] }],
    [['lonely'], undefined, {}],
    [['of nobody'], undefined, {}],
    [[], undefined, {}],
  ])('R32, R38, R40: %j narrowed to %j', (services, to, expected) => {
    const audience = audienceOf({ services, drill: false, conditions: [] }, { to }, policy);
    expect(Object.fromEntries(audience.map(({ community, channels }) => [community, channels]))).toEqual(expected);
  });

  it('R39: gains who asks for a condition while it holds, whatever the services are; `to` still narrows it', () => {
    const asked = policyOf(
      `${CONFIGURED.replace('integrators: {', 'integrators: {when: [blocks-integration], ')}\nslack: {}`,
    );
    const names = (conditions: string[], to?: string[]) =>
      audienceOf({ services: ['wiki'], drill: false, conditions }, { to }, asked).map(({ community }) => community);
    expect(names([])).toEqual(['writers']);
    expect(names(['blocks-integration'])).toEqual(['writers', 'integrators']);
    expect(names(['blocks-integration'], ['writers'])).toEqual(['writers']);
    expect(names(['another'])).toEqual(['writers']);
  });

  it('of a drill is nobody', () => {
    expect(audienceOf({ services: ['nexus'], drill: true, conditions: [] }, undefined, policy)).toEqual([]);
  });

  it('has no channels where sitrep has no Slack', () => {
    expect(
      audienceOf({ services: ['runners'], drill: false, conditions: [] }, undefined, policyOf(CONFIGURED)),
    ).toEqual([{ community: 'builders', channels: [] }]);
  });
});

describe('what the announcement says of it', () => {
  it.each<[services: string[], told: string]>([
    [['nexus'], 'Goes to builders (`#team-system-support`) and integrators (`#proj-mvp` and `#team-system-support`).'],
    [
      ['runners', 'wiki'],
      'Goes to builders (`#team-system-support`). People who write have no channel here: tell them where they read.',
    ],
    [['wiki'], 'Goes to this issue alone. People who write have no channel here: tell them where they read.'],
    [['lonely'], 'Goes to this issue alone, as no community is configured for it: tell users where they read.'],
  ])('R32: for %j', (services, told) => {
    expect(audienceWords({ services, drill: false, conditions: [] }, {}, policy)).toBe(told);
  });

  it('of a drill, that nobody hears', () => {
    expect(audienceWords({ services: ['nexus'], drill: true, conditions: [] }, {}, policy)).toBe(
      'Goes to nobody: this is a drill.',
    );
  });
});
