// Which kind of GitLab a project is on, where nobody says it.

import { afterEach, expect, it } from 'vitest';
import { connectAdministration } from '../../src/gitlab/admin.ts';
import type { Administration } from '../../src/gitlab/administration.ts';
import { Level } from '../../src/sandbox/gitlab.ts';
import type { ProfileName } from '../../src/sandbox/profiles.ts';
import { type Profile, schedules } from '../../src/setup/blueprint.ts';
import { profileOf } from '../../src/setup/setting.ts';
import { type InitWorld, initWorld, PATH } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

const HOST = 'https://gitlab.com';

async function given(profile: ProfileName): Promise<void> {
  world = await initWorld({ profile });
  const { api, bot, project } = world;
  await api.post(`/projects/${project.id}/members`, { user_id: bot.user.id, access_level: Level.maintainer });
}

const as = (token: string): Administration => connectAdministration({ url: world.gitlab.url, project: PATH, token });

it.each([
  ['gitlab.com-free', HOST, 'gitlab.com-free'],
  ['gitlab.com-premium', HOST, 'gitlab.com-premium'],
  ['self-managed', 'https://gitlab.example.com', 'self-managed'],
  ['gitlab.com-premium', 'https://gitlab.example.com', 'self-managed'],
] as const)('an owner of a project on %s at %s sees %s', async (kind, server, profile) => {
  await given(kind);
  expect(await profileOf(as(world.gitlab.root.token), server, undefined)).toEqual({ profile, assumed: false });
});

it.each([
  ['gitlab.com-free', false],
  ['gitlab.com-premium', false],
  [undefined, true],
] as const)('the bot sees what init made schedules for: %s', async (told: Profile | undefined, assumed) => {
  await given('gitlab.com-premium');
  const admin = as(world.bot.token);
  for (const schedule of told === undefined ? [] : schedules(told, 'main')) await admin.createSchedule(schedule);
  expect(await profileOf(admin, HOST, undefined)).toEqual({ profile: told ?? 'gitlab.com-free', assumed });
});

it('what somebody says goes before all of it', async () => {
  await given('gitlab.com-free');
  const guess = { profile: 'self-managed', assumed: false };
  expect(await profileOf(as(world.bot.token), HOST, 'self-managed')).toEqual(guess);
});
