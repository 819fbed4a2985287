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

  it('with everything switched on is the defaults and the service that it shows', () => {
    const loaded = loadPolicy(switchedOn(starterConfig()));
    const { services, ...rest } = Policy.parse({});
    expect(loaded).toEqual({
      ok: true,
      policy: { ...rest, services: { nexus: expect.objectContaining({ title: 'Nexus', contacts: ['ana', 'ben'] }) } },
    });
    expect(services).toEqual({});
  });

  it.each(Object.keys(Policy.shape))('shows %s, with a sentence why', (key) => {
    const lines = starterConfig().split('\n');
    const at = lines.findIndex((line) => line.startsWith(`# ${key}:`));
    expect(lines[at - 1]).toMatch(/^## [A-Z`].+\.( \(R\d+(, R\d+)*\))?$/);
  });

  it('says no sentence twice', () => {
    const sentences: string[] = starterConfig().match(/(?<=\S {2}# ).{20,}/g) ?? [];
    expect(sentences.filter((one, index) => sentences.indexOf(one) !== index)).toEqual([]);
    expect(sentences.length).toBeGreaterThan(40);
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
