// Reactions to issues and to their notes.

import type { Core } from '../core.ts';
import { forbidden, recordNotFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { noteOf } from '../notes/notes.ts';
import { paginate } from '../paging.ts';
import { must, type Specs } from '../params.ts';
import { type Json, userBasicById } from '../people/user-entity.ts';
import { type Award, append, type Issue, type Note, nextId, type Owner } from '../store.ts';
import { emitEmojiHook } from '../webhooks/emoji-payload.ts';
import { findIssue } from './issue-data.ts';

interface Target {
  readonly issue: Issue;
  readonly note: Note | undefined;
}

export function registerAwards(core: Core): void {
  const onIssue = { issue_iid: must.integer };
  const onNote = { ...onIssue, note_id: must.integer };

  endpoints(core, '/projects/:id/issues/:issue_iid', onIssue, (call, { issue_iid: iid }) => ({
    issue: findIssue(core, call.viewer, call.project(), iid, 'bare'),
    note: undefined,
  }));
  endpoints(
    core,
    '/projects/:id/issues/:issue_iid/notes/:note_id',
    onNote,
    (call, { issue_iid: iid, note_id: noteId }) => {
      const project = call.project();
      const issue = findIssue(core, call.viewer, project, iid, 'bare');
      return { issue, note: noteOf(call, project, issue, noteId ?? 0) };
    },
  );
}

interface Ids {
  readonly issue_iid: number;
  readonly note_id?: number;
  readonly award_id?: number;
  readonly name?: string;
}

function endpoints(core: Core, path: string, specs: Specs, targetOf: (call: Call, ids: Ids) => Target): void {
  const awards = `${path}/award_emoji`;

  route(core, 'GET', awards, specs, (call) => {
    const owner = ownerOf(targetOf(call, idsIn(call)));
    return paginate(call, core.store.awards.get(owner) ?? []).map((award) => entity(core, owner, award));
  });

  route(core, 'POST', awards, { ...specs, name: must.filled }, (call) => {
    const target = targetOf(call, idsIn(call));
    const user = call.user();
    const owner = ownerOf(target);
    const name = idsIn(call).name?.replaceAll(':', '') ?? '';
    if (!/^[\w+-]+$/.test(name)) throw refusal(404, '404 Award Emoji Name is not a valid emoji name Not Found');
    const taken = core.store.awards.get(owner)?.some((award) => award.userId === user.id && award.name === name);
    if (taken) throw refusal(404, '404 Award Emoji Name has already been taken Not Found');
    const award = { id: nextId(core.store, 'awards'), name, userId: user.id, createdAt: core.clock.stamp() };
    append(core.store.awards, owner, award);
    bump(core, target);
    emitEmojiHook(core, { ...target, award, actor: user, action: 'award' });
    return entity(core, owner, award);
  });

  route(core, 'GET', `${awards}/:award_id`, { ...specs, award_id: must.integer }, (call) => {
    const owner = ownerOf(targetOf(call, idsIn(call)));
    return entity(core, owner, awardOf(core, owner, idsIn(call).award_id));
  });

  route(core, 'DELETE', `${awards}/:award_id`, { ...specs, award_id: must.integer }, (call) => {
    const target = targetOf(call, idsIn(call));
    const owner = ownerOf(target);
    const award = awardOf(core, owner, idsIn(call).award_id);
    const user = call.user();
    if (award.userId !== user.id && !user.admin) throw forbidden();
    const rest = (core.store.awards.get(owner) ?? []).filter(({ id }) => id !== award.id);
    core.store.awards.set(owner, rest);
    bump(core, target);
    emitEmojiHook(core, { ...target, award, actor: user, action: 'revoke' });
  });
}

/** The parameters were checked before: what was declared an integer reads as one. */
function idsIn<S extends Specs>(call: Call<S>): Ids {
  const number = (name: string): number => Number(call.raw[name]);
  return {
    issue_iid: number('issue_iid'),
    note_id: number('note_id'),
    award_id: number('award_id'),
    name: String(call.raw['name'] ?? ''),
  };
}

/** A reaction moves its note's `updated_at`, never the issue's. */
function bump(core: Core, { note }: Target): void {
  if (note) note.updatedAt = core.clock.stamp();
}

function ownerOf({ issue, note }: Target): Owner {
  return note ? `Note/${note.id}` : `Issue/${issue.id}`;
}

function awardOf(core: Core, owner: Owner, id: number | undefined): Award {
  const award = core.store.awards.get(owner)?.find((candidate) => candidate.id === id);
  if (!award) throw recordNotFound();
  return award;
}

function entity(core: Core, owner: Owner, award: Award): Json {
  const [type, id] = owner.split('/');
  return {
    id: award.id,
    name: award.name,
    user: userBasicById(core, award.userId),
    created_at: award.createdAt,
    updated_at: award.createdAt,
    awardable_id: Number(id),
    awardable_type: type,
    url: null,
  };
}
