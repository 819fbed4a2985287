// What a trigger call gives to a pipeline: its payload, variables and inputs (behaviours I8, I9).

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import type { JobRun } from '../../src/sandbox/ci/runner.ts';
import { closeAll, type Json, triggered } from './ci-fixture.ts';

afterEach(closeAll);

describe('TRIGGER_PAYLOAD', () => {
  it('I8: is a file variable with all that was sent but the token', async () => {
    const seen: { payload: Json; env: string }[] = [];
    const execute = async ({ payloadFile, env }: JobRun): Promise<number> => {
      seen.push({ payload: JSON.parse(readFileSync(payloadFile ?? '', 'utf8')), env: env['TRIGGER_PAYLOAD'] ?? '' });
      return seen[0]?.env === payloadFile ? 0 : 1;
    };
    const runner = directRunner({ jobs: () => [{ name: 'react', execute }] });
    const { at, token, nobody, project, gitlab, api } = await triggered({ runner });
    const body = { object_kind: 'issue', object_attributes: { iid: 3 }, inputs: { iid: 3 }, variables: { A: 'b' } };
    await nobody.post(`${at}/ref/main/trigger/pipeline?token=${token}`, body);
    await gitlab.idle();
    expect(seen[0]?.payload).toEqual({ ...body, id: String(project.id), ref: 'main' });
    const [pipeline] = (await api.get<Json[]>(`${at}/pipelines`)).body;
    expect(pipeline?.['status']).toBe('success');
    const variables = (await api.get<Json[]>(`${at}/pipelines/${pipeline?.['id']}/variables`)).body;
    expect(variables).toMatchObject([{ key: 'A' }, { key: 'TRIGGER_PAYLOAD', variable_type: 'file' }]);
  });

  it('is expanded as every variable is: a comment can pull a secret into it', async () => {
    let said = '';
    const execute = async ({ payloadFile }: JobRun): Promise<number> => {
      said = readFileSync(payloadFile ?? '', 'utf8');
      return 0;
    };
    const runner = directRunner({ jobs: () => [{ name: 'react', execute }] });
    const { at, token, nobody, gitlab, api } = await triggered({ runner });
    await api.post(`${at}/variables`, { key: 'BOT_TOKEN', value: 'glpat-secret', masked: true });
    await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token, note: 'a $BOT_TOKEN b $NOPE c' });
    await gitlab.idle();
    expect(JSON.parse(said)['note']).toBe('a glpat-secret b  c');
  });

  it('I9: the ref in the URL wins over one in the body', async () => {
    const { at, token, nobody } = await triggered();
    const made = await nobody.post(`${at}/ref/main/trigger/pipeline`, { token, ref: 'refs/heads/other' });
    expect(made).toMatchObject({ status: 201, body: { ref: 'main' } });
  });

  it.each`
    setting             | strict   | variables     | status
    ${'developer'}      | ${false} | ${{ A: 'b' }} | ${201}
    ${'no_one_allowed'} | ${false} | ${{ A: 'b' }} | ${400}
    ${'no_one_allowed'} | ${false} | ${undefined}  | ${201}
    ${'no_one_allowed'} | ${true}  | ${undefined}  | ${400}
    ${'owner'}          | ${true}  | ${undefined}  | ${400}
    ${'maintainer'}     | ${true}  | ${{ A: 'b' }} | ${201}
  `('variables need "$setting" (payload counts: $strict): $variables is $status', async (row) => {
    const { at, token, nobody, project } = await triggered({ payloadIsUserVariable: row.strict });
    project.settings.set('ci_pipeline_variables_minimum_override_role', row.setting);
    const made = await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token, variables: row.variables });
    expect(made.status).toBe(row.status);
    if (row.status === 400)
      expect(made.body).toEqual({ message: { base: ['Insufficient permissions to set pipeline variables'] } });
  });
});

describe('inputs', () => {
  it.each`
    inputs               | says
    ${{ nope: 'x' }}     | ${'unknown input arguments: nope'}
    ${{ kind: 'other' }} | ${'`kind` input: `other` cannot be used because it is not in the list of the allowed options'}
    ${{ iid: 'twelve' }} | ${'`iid` input: provided value is not a number'}
    ${{ word: 'A1' }}    | ${'`word` input: provided value does not match required RegEx pattern'}
    ${{ word: '42' }}    | ${'`word` input: provided value is not a string'}
    ${{ loud: 'maybe' }} | ${'`loud` input: provided value is not a boolean'}
    ${{ names: 'a' }}    | ${'`names` input: provided value is not an array'}
  `('$inputs: 400 $says', async ({ inputs, says }) => {
    const { at, token, nobody } = await triggered();
    const made = await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token, inputs });
    expect(made).toMatchObject({ status: 400, body: { message: { base: [says] } } });
  });

  it('are 20 at most', async () => {
    const { at, token, nobody } = await triggered();
    const inputs = Object.fromEntries(Array.from({ length: 21 }, (_none, at) => [`i${at}`, 'x']));
    expect(await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token, inputs })).toMatchObject({ status: 400 });
  });

  it('without a header for them are refused', async () => {
    const { at, token, nobody } = await triggered({}, { '.gitlab-ci.yml': 'job: {script: "true"}\n' });
    const made = await nobody.post<{ message: { base: string[] } }>(`${at}/trigger/pipeline`, {
      ref: 'main',
      token,
      inputs: { iid: 1 },
    });
    expect(made.status).toBe(400);
    expect(made.body.message.base[0]).toMatch(/^Given inputs not defined in the `spec` section/);
  });

  it('get their defaults and keep their types', async () => {
    const { at, token, nobody, gitlab } = await triggered();
    const inputs = { iid: '7', loud: 'true', names: '["a"]' };
    await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token, inputs });
    const [pipeline] = [...gitlab.store.ci.pipelines.values()];
    expect(pipeline?.inputs).toEqual({ kind: 'manual', iid: 7, word: 'abc', loud: true, names: ['a'] });
  });

  it.each`
    version     | heard
    ${'18.0'}   | ${'manual'}
    ${'17.0'}   | ${'manual'}
    ${'18.1'}   | ${'issue'}
    ${'19.5.0'} | ${'issue'}
  `(
    'are heard since 18.1; before, nobody reads them, as any unknown parameter: $version',
    async ({ version, heard }) => {
      const { api, at, token, nobody, gitlab } = await triggered({ version });
      const inputs = { kind: 'issue' };
      expect(await nobody.post(`${at}/trigger/pipeline`, { ref: 'main', token, inputs })).toMatchObject({
        status: 201,
      });
      expect(await api.post(`${at}/pipeline`, { ref: 'main', inputs })).toMatchObject({ status: 201 });
      const pipelines = [...gitlab.store.ci.pipelines.values()];
      expect(pipelines.map(({ inputs: { kind } }) => kind)).toEqual([heard, heard]);
    },
  );

  it.each`
    inputs          | variables                        | status
    ${{ iid: 'x' }} | ${undefined}                     | ${400}
    ${{ nope: 1 }}  | ${undefined}                     | ${400}
    ${{ iid: 3 }}   | ${undefined}                     | ${201}
    ${undefined}    | ${[{ key: 'WAKE', value: '1' }]} | ${400}
    ${{ iid: 3 }}   | ${[{ key: 'WAKE', value: '1' }]} | ${400}
    ${['iid']}      | ${undefined}                     | ${400}
    ${undefined}    | ${{ WAKE: '1' }}                 | ${400}
  `('N1: POST /pipeline where variables are forbidden: $inputs and $variables is $status', async (row) => {
    const { api, at, project } = await triggered();
    project.settings.set('ci_pipeline_variables_minimum_override_role', 'no_one_allowed');
    const { inputs, variables } = row;
    expect((await api.post(`${at}/pipeline`, { ref: 'main', inputs, variables })).status).toBe(row.status);
  });
});
