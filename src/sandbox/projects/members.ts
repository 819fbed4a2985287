// Members of a project, direct and inherited (behaviours M1, M2).

import { inheritedMembers, levelIn, membership, requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound, recordNotFound, refusal } from '../errors.ts';
import { route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must } from '../params.ts';
import { type Json, userBasic, userBasicById } from '../people/user-entity.ts';
import { setMember } from '../seed.ts';
import { Level, type Member, type Project } from '../store.ts';

const LEVELS: readonly number[] = Object.values(Level).filter((level) => level > Level.none);

export function registerMembers(core: Core): void {
  const filters = { query: may.string, user_ids: may.integers };

  for (const [path, membersOf] of [
    ['/projects/:id/members', (project: Project) => project.members],
    ['/projects/:id/members/all', (project: Project) => allMembers(core, project)],
  ] as const) {
    route(core, 'GET', path, filters, (call) => {
      const { query, user_ids: ids } = call.params;
      const found = [...membersOf(call.project()).values()].filter(
        ({ userId }) => (!ids || ids.includes(userId)) && (!query || isNamed(core, userId, query)),
      );
      return paginate(call, found).map((member) => memberEntity(core, member));
    });

    route(core, 'GET', `${path}/:user_id`, { user_id: must.integer }, (call) => {
      const member = membersOf(call.project()).get(call.params.user_id);
      if (!member || !core.store.users.has(member.userId)) throw recordNotFound();
      return memberEntity(core, member);
    });
  }

  registerChanges(core);

  route(core, 'GET', '/projects/:id/users', { search: may.string }, (call) => {
    const project = call.project();
    const members = [...allMembers(core, project).keys()].filter(
      (id) => !call.params.search || isNamed(core, id, call.params.search),
    );
    return paginate(call, members).map((id) => userBasicById(core, id));
  });
}

function registerChanges(core: Core): void {
  const wanted = { access_level: must.integer, expires_at: may.time };

  route(core, 'POST', '/projects/:id/members', { ...wanted, user_id: may.integers, username: may.string }, (call) => {
    const project = call.project();
    const { access_level: level, expires_at: expiresAt, username } = call.params;
    requireRightToGive(core, call.user(), project, level);
    const named = [...core.store.users.values()].find((user) => user.username === username);
    const [userId] = call.params.user_id ?? (named ? [named.id] : []);
    if (userId === undefined || !core.store.users.has(userId)) throw notFound('User');
    if (project.members.has(userId)) throw refusal(409, 'Member already exists');
    if ((inheritedMembers(core, project).get(userId)?.level ?? 0) > level)
      throw refusal(400, {
        access_level: ['should be greater than or equal to Owner inherited membership from group'],
      });
    setMember(core, project, userId, level, expiresAt?.slice(0, 10) ?? null);
    return entityOf(core, project, userId);
  });

  route(core, 'PUT', '/projects/:id/members/:user_id', { ...wanted, user_id: must.integer }, (call) => {
    const project = call.project();
    const { access_level: level, expires_at: expiresAt, user_id: userId } = call.params;
    requireRightToGive(core, call.user(), project, level);
    const member = project.members.get(userId);
    if (!member) throw recordNotFound();
    setMember(
      core,
      project,
      userId,
      level,
      expiresAt === undefined ? member.expiresAt : (expiresAt?.slice(0, 10) ?? null),
    );
    return entityOf(core, project, userId);
  });

  route(core, 'DELETE', '/projects/:id/members/:user_id', { user_id: must.integer }, (call) => {
    const project = call.project();
    const { user_id: userId } = call.params;
    if (!project.members.has(userId)) throw recordNotFound();
    if (call.user().id !== userId) requireLevel(core, call.user(), project, Level.maintainer);
    project.members.delete(userId);
  });
}

/** Everybody once, with the highest level. */
function allMembers(core: Core, project: Project): Map<number, Member> {
  const ids = new Set([...inheritedMembers(core, project).keys(), ...project.members.keys()]);
  const effective = [...ids].flatMap((id) => membership(core, id, project) ?? []);
  return new Map(effective.map((member) => [member.userId, member]));
}

/** Maintainers add members up to their own level. */
function requireRightToGive(core: Core, user: Parameters<typeof levelIn>[1], project: Project, level: number): void {
  const own = levelIn(core, user, project);
  if (own < Level.maintainer || level > own) throw forbidden();
  if (!LEVELS.includes(level)) throw refusal(400, { access_level: ['is not included in the list'] });
}

function isNamed(core: Core, userId: number, query: string): boolean {
  const user = core.store.users.get(userId);
  return `${user?.username} ${user?.name}`.toLowerCase().includes(query.toLowerCase());
}

function entityOf(core: Core, project: Project, userId: number): Json {
  const member = project.members.get(userId);
  if (!member) throw recordNotFound();
  return memberEntity(core, member);
}

function memberEntity(core: Core, member: Member): Json {
  const user = core.store.users.get(member.userId);
  return {
    ...(user ? userBasic(core, user) : {}),
    access_level: member.level,
    created_at: member.createdAt,
    ...(member.createdById === null ? {} : { created_by: userBasicById(core, member.createdById) }),
    expires_at: member.expiresAt,
    membership_state: 'active',
  };
}
