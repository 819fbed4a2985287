// The configurations that are shown to people are right, by the loader and by the schema.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadPolicy } from '../../src/config/load.ts';
import { SCHEMA_LINE, schemaText } from '../../src/config/starter.ts';
import { audienceOf } from '../../src/rules/audience.ts';
import { backlogDestination } from '../../src/rules/destinations.ts';
import { requirements } from '../house/requirements.ts';

const EXAMPLES = ['examples/minimal/.gitlab/sitrep.yml', 'examples/guideline/.gitlab/sitrep.yml'];

describe.each(EXAMPLES)('%s', (path) => {
  const text = readFileSync(path, 'utf8');

  it('is right', () => {
    expect(loadPolicy(text, path)).toMatchObject({ ok: true });
    const allowed = new Ajv().compile(JSON.parse(schemaText()));
    expect([allowed(parse(text)), allowed.errors]).toEqual([true, null]);
  });

  it('names the schema first', () => {
    expect(text.split('\n')[0]).toBe(SCHEMA_LINE);
  });

  it('names demands that exist', () => {
    const numbers = [...text.matchAll(/\bR(\d+)\b/g)].map(([, number]) => Number(number));
    expect(numbers.filter((number) => number < 1 || number > requirements.length)).toEqual([]);
  });
});

it('the guideline’s example has the numbers of the guideline', () => {
  const loaded = loadPolicy(readFileSync(EXAMPLES[1] ?? '', 'utf8'));
  const policy = loaded.ok ? loaded.policy : undefined;
  expect(Object.values(policy?.severities ?? {}).map((one) => one.sitrep_minutes)).toEqual([30, 30, 30, 30]);
  expect(policy?.rules).toMatchObject({ timebox: { mode: 'enforce', minutes: 30 }, impact: { minutes: 60 } });
  const heavy = Object.entries(policy?.services ?? {}).filter(([, service]) => service.heavy && service.always_full);
  expect(heavy.map(([name]) => name)).toEqual(['nexus', 'confluence', 'jira']);
});

it('R32, R38, R39 (partly): the guideline’s example has the channels and the projects of the guideline', () => {
  const loaded = loadPolicy(readFileSync(EXAMPLES[1] ?? '', 'utf8'));
  if (!loaded.ok) throw new Error(loaded.errors.join('\n'));
  const { policy } = loaded;
  const channels = (service: string) =>
    audienceOf({ services: [service], drill: false, conditions: [] }, undefined, policy).flatMap((one) => one.channels);
  for (const service of ['Nexus', 'ElasticStack', 'Prometheus', 'GitLab Runners', 'Kubernetes', 'OpenStack'])
    expect([service, channels(service)[0]]).toEqual([service, '#team-system-support']);
  expect(channels('GitLab Runners')).toContain('#proj-mvp');
  const nexus = { services: ['Nexus'] };
  expect(backlogDestination(nexus, 'cross-team', policy)).toMatchObject({ jira: 'SKB' });
  expect(backlogDestination(nexus, 'team', policy)).toMatchObject({ jira: 'ST' });
});
