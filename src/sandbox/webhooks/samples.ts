// What a test of a webhook sends: the body that the newest thing of its kind in the project would make.

import type { Core } from '../core.ts';
import { hookProject, hookRepository } from '../projects/project-entity.ts';
import type { HookFamily, Issue, Note, Project, User } from '../store.ts';
import { hookUser } from './hook-parts.ts';
import { issuePayload } from './issue-payload.ts';
import { notePayload } from './note-payload.ts';

/** Undefined where the project has nothing to make one of. */
export function samplePayload(core: Core, project: Project, family: HookFamily, actor: User): unknown {
  switch (family) {
    case 'issues_events':
    case 'confidential_issues_events': {
      const issue = newestIssue(core, project);
      return issue && issuePayload(core, { issue, actor, action: 'open', as: 'issue' });
    }
    case 'note_events':
    case 'confidential_note_events': {
      const note = newestNote(core, project);
      const issue = note && core.store.issues.get(note.noteableId);
      return note && issue && notePayload(core, { note, issue, author: actor, action: 'create' });
    }
    default:
      return {
        object_kind: family.replace(/_events$/, ''),
        user: hookUser(actor),
        project: hookProject(core, project),
        repository: hookRepository(core, project),
      };
  }
}

function newestIssue(core: Core, project: Project): Issue | undefined {
  return core.store.issues.get(core.store.issuesOf.get(project.id)?.at(-1) ?? 0);
}

function newestNote(core: Core, project: Project): Note | undefined {
  return [...core.store.notes.values()]
    .filter((note) => note.projectId === project.id && note.noteableType === 'Issue' && !note.system)
    .at(-1);
}
