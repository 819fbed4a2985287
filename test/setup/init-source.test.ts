// Where `sitrep init` takes the component from, and what it does where the component is not there.

import { afterEach, expect, it } from 'vitest';
import { COMPONENTS, type InitWorld, initWorld } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

it.each([
  ['has none', 'acme/other', /acme\/other has no component incident-response/],
  ['is empty', 'acme/empty', /acme\/empty has no component/],
  ['is none that one may see', 'acme/nowhere', /no project acme\/nowhere that you may see/],
])('a project that %s is not included', async (_what, project, said) => {
  world = await initWorld();
  await world.gitlab.addProject('acme/other', { visibility: 'public' });
  await world.gitlab.addProject('acme/empty', { visibility: 'public', files: {} });
  const { code, output, writes } = await world.init(['--component', project, '--no-proof']);
  expect(output).toMatch(said);
  expect(output).toContain('init --bundle');
  expect({ code, writes }).toEqual({ code: 2, writes: [] });
});

it.each([
  ['a path', COMPONENTS],
  ['a path with a version', `${COMPONENTS}@2`],
  ['a whole address', `$CI_SERVER_FQDN/${COMPONENTS}/incident-response@2`],
  ['an address elsewhere, which nobody can see from here', 'gitlab.example.com/acme/other'],
])('%s is included', async (_what, component) => {
  world = await initWorld();
  expect((await world.init(['--component', component, '--plan'])).output).toContain('adds a header');
});
