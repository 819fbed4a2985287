// The body of an emoji hook: a reaction came or went.

import type { Core } from '../core.ts';
import { rubyTime } from '../days.ts';
import { projectOf } from '../issues/issue-data.ts';
import { issueUrl } from '../issues/issue-entity.ts';
import { hookProject } from '../projects/project-entity.ts';
import type { Award, Issue, Note, User } from '../store.ts';
import { hookUser } from './hook-parts.ts';
import { hookIssue } from './issue-payload.ts';
import { hookNote } from './note-payload.ts';

export interface EmojiHook {
  readonly issue: Issue;
  readonly note: Note | undefined;
  readonly award: Award;
  readonly actor: User;
  readonly action: 'award' | 'revoke';
}

export function emitEmojiHook(core: Core, { issue, note, award, actor, action }: EmojiHook): void {
  const project = projectOf(core, issue);
  const url = issueUrl(core, issue);
  const payload = {
    object_kind: 'emoji',
    event_type: action,
    user: hookUser(actor),
    project_id: project.id,
    project: hookProject(core, project),
    object_attributes: {
      user_id: award.userId,
      created_at: rubyTime(award.createdAt),
      id: award.id,
      name: award.name,
      awardable_type: note ? 'Note' : 'Issue',
      awardable_id: note?.id ?? issue.id,
      updated_at: rubyTime(award.createdAt),
      action,
      awarded_on_url: note ? `${url}#note_${note.id}` : url,
    },
    ...(note ? { note: hookNote(note) } : {}),
    issue: hookIssue(core, issue),
  };
  core.emitHook({ project, family: 'emoji_events', payload });
}
