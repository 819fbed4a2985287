// What `init` commits: a configuration that changes nothing and shows everything, and the schema for editors.

import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/config/load.ts';
import { SCHEMA_LINE, schemaText, starterConfig } from '../../src/config/starter.ts';
import { Policy } from '../../src/rules/index.ts';

/** As an editor's "toggle comment" does it to a selection. */
const switchedOn = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.replace(/^# /, '')))
    .join('\n');

describe('the configuration that init commits', () => {
  it('names the schema in its first line, where editors look for it', () => {
    expect(starterConfig().split('\n')[0]).toBe(SCHEMA_LINE);
    expect(SCHEMA_LINE).toContain('$schema=./sitrep.schema.json');
  });

  it('changes nothing', () => {
    expect(loadPolicy(starterConfig())).toEqual({ ok: true, policy: Policy.parse({}) });
  });

  it('with everything switched on is the defaults, the service that it shows and every mirror', () => {
    const loaded = loadPolicy(switchedOn(starterConfig()));
    const { services, communities, backlog, ...rest } = Policy.parse({});
    const shown = {
      services: {
        nexus: expect.objectContaining({ title: 'Nexus', contacts: ['ana', 'ben'], communities: ['builders'] }),
      },
      communities: {
        builders: { title: 'People who build', slack: ['#team-system-support'], when: ['blocks-integration'] },
      },
      backlog: { 'cross-team': { jira: 'SKB', issue_type: 'Story' } },
      slack: expect.objectContaining({ prefix: 'inc', people: { ana: 'U012AB3CD' } }),
      jira: expect.objectContaining({ project: 'INC', statuses: { responding: 'In Progress' } }),
      confluence: expect.objectContaining({ space: 'OPS' }),
      pager: expect.objectContaining({ format: 'signed' }),
    };
    expect(loaded).toEqual({ ok: true, policy: { ...rest, ...shown } });
    expect({ services, communities, backlog }).toEqual({ services: {}, communities: {}, backlog: {} });
  });

  it.each(Object.keys(Policy.shape))('shows %s, with a sentence why', (key) => {
    const lines = starterConfig().split('\n');
    const at = lines.findIndex((line) => line.startsWith(`# ${key}:`));
    expect(lines[at - 1]).toMatch(/^## [A-Z`].+\.( \(R\d+(, R\d+)*\))?$/);
  });

  it('says no sentence twice in a section', () => {
    const sections = starterConfig().split('\n\n');
    const sentences = sections.map((text): string[] => text.match(/(?<=\S {2}# ).{20,}/g) ?? []);
    expect(sentences.flatMap((some) => some.filter((one, index) => some.indexOf(one) !== index))).toEqual([]);
    expect(sentences.flat().length).toBeGreaterThan(40);
  });
});

describe('the schema that init commits', () => {
  it('has no keyword that editors do not know', () => {
    expect(schemaText()).not.toMatch(/"(unit|source|example)":/);
    expect(JSON.parse(schemaText())).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { zone: { default: 'UTC' } },
    });
  });
});
