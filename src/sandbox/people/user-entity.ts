// How a person is shown: the few keys that stand everywhere, one's own page, and what only administrators see.

import type { Core } from '../core.ts';
import { isoDay } from '../days.ts';
import type { User } from '../store.ts';

export type Json = Record<string, unknown>;

/** The person as part of another answer (`UserBasic`). */
export function userBasic(core: Core, user: User): Json {
  return {
    id: user.id,
    username: user.username,
    public_email: user.publicEmail,
    name: user.name,
    state: user.state,
    locked: false,
    avatar_url: null,
    web_url: `${core.url}/${user.username}`,
  };
}

/** The same by id, null for nobody or somebody deleted. */
export function userBasicById(core: Core, id: number | null): Json | null {
  const user = id === null ? undefined : core.store.users.get(id);
  return user ? userBasic(core, user) : null;
}

/** A person's public page (`User`). */
export function userPage(core: Core, user: User): Json {
  return {
    ...userBasic(core, user),
    created_at: user.createdAt,
    bio: '',
    location: '',
    linkedin: '',
    twitter: '',
    discord: '',
    website_url: '',
    github: '',
    job_title: '',
    pronouns: null,
    organization: '',
    bot: user.bot,
    work_information: null,
    followers: 0,
    following: 0,
    is_followed: false,
    local_time: null,
  };
}

/** One's own page (`UserPublic`), as `GET /user` answers. */
export function ownPage(core: Core, user: User): Json {
  return {
    ...userPage(core, user),
    last_sign_in_at: null,
    confirmed_at: user.createdAt,
    last_activity_on: isoDay(core.clock.now()),
    email: user.email,
    theme_id: 3,
    color_scheme_id: 1,
    projects_limit: 100_000,
    current_sign_in_at: null,
    identities: [],
    can_create_group: true,
    can_create_project: true,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    commit_email: user.email,
    preferred_language: 'en',
    ...(user.admin ? { is_admin: true, note: null } : {}),
  };
}

/** What an administrator sees of anybody (`UserWithAdmin`). */
export function adminPage(core: Core, user: User): Json {
  return { ...ownPage(core, user), is_admin: user.admin, note: null, namespace_id: null, created_by: null };
}
