// Who may change what the bot's jobs run: they see its token.

import { afterEach, expect, it } from 'vitest';
import { COMPONENTS, type InitWorld, initWorld } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

const UNPROVED = ['--component', COMPONENTS, '--no-proof'];
const RULES = '/protected_branches';
const at = (): string => `/projects/${world.project.id}`;

interface Rule {
  readonly name: string;
  readonly push_access_levels: readonly { readonly access_level: number }[];
  readonly merge_access_levels: readonly { readonly access_level: number }[];
}

async function levels(): Promise<readonly (number | undefined)[]> {
  const rule = (await world.list<Rule>(RULES)).find(({ name }) => name === 'main');
  return [rule?.push_access_levels[0]?.access_level, rule?.merge_access_levels[0]?.access_level];
}

it('a default branch that was not protected is for maintainers from then on', async () => {
  world = await initWorld();
  await world.api.delete(`${at()}${RULES}/main`);
  const { code, output } = await world.init(UNPROVED);
  expect(output).toContain('+ the branch main, protected: maintainers push and merge');
  expect(code).toBe(0);
  expect(await levels()).toEqual([40, 40]);
});

it.each([
  [30, 30, 'push to main and merge into it'],
  [30, 40, 'push to main'],
  [40, 30, 'merge into main'],
])('a rule of the project’s own (%i, %i) stays, and is warned of', async (push, merge, said) => {
  world = await initWorld();
  await world.api.delete(`${at()}${RULES}/main`);
  await world.api.post(`${at()}${RULES}`, { name: 'main', push_access_level: push, merge_access_level: merge });
  const { code, output } = await world.init(UNPROVED);
  expect(output).toContain(`note: Developers may ${said}`);
  expect(output).toContain('read the bot’s token');
  expect(code).toBe(0);
  expect(await levels()).toEqual([push, merge]);
});
