// A client that nobody here wrote: stock gitbeaker, out of the box, against the sandbox.

import { Gitlab } from '@gitbeaker/rest';
import { expect, it } from 'vitest';
import { startReceiver } from './receiver.ts';
import { useWorld } from './world.ts';

const world = useWorld();

it('drives issues, notes, labels, members, events, hooks and pages', async () => {
  const { gitlab, people } = world();
  const api = new Gitlab({ host: gitlab.url, token: people.mia.token });
  const project = 'acme/ops';

  expect(await api.Users.showCurrentUser()).toMatchObject({ username: 'mia' });
  expect(await api.Projects.show(project)).toMatchObject({ path_with_namespace: project });

  await api.ProjectLabels.create(project, 'severity::1', '#ff0000', { description: 'All hands' });
  const issue = await api.Issues.create(project, 'Checkout answers 500', {
    issueType: 'incident',
    labels: 'severity::1,team::shop',
    description: 'Since 08:30.\n/severity S1',
  });
  expect(issue).toMatchObject({ iid: 1, severity: 'CRITICAL', labels: ['severity::1', 'team::shop'] });

  const edited = await api.Issues.edit(project, issue.iid, {
    addLabels: 'status::mitigated',
    removeLabels: 'team::shop',
    assigneeIds: [people.dan.user.id],
    confidential: true,
  });
  expect(edited).toMatchObject({
    labels: ['severity::1', 'status::mitigated'],
    assignee: { username: 'dan' },
    confidential: true,
  });

  for (let nth = 1; nth <= 25; nth += 1) await api.IssueNotes.create(project, issue.iid, `Note ${nth}`);
  const notes = await api.IssueNotes.all(project, issue.iid, { sort: 'asc', perPage: 10 });
  const comments = notes.filter(({ system }) => !system);
  expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 25 }, (_none, at) => `Note ${at + 1}`));
  const [first] = comments;
  await api.IssueNotes.edit(project, issue.iid, first?.id ?? 0, { body: 'Note one' });
  await api.IssueNoteAwardEmojis.award(project, issue.iid, first?.id ?? 0, 'eyes');
  await api.IssueNotes.remove(project, issue.iid, comments.at(-1)?.id ?? 0);

  expect(await api.IssueLabelEvents.all(project, issue.iid)).toHaveLength(4);
  await api.Issues.edit(project, issue.iid, { stateEvent: 'close' });
  expect(await api.IssueStateEvents.all(project, issue.iid)).toMatchObject([{ state: 'closed' }]);
  expect(await api.Issues.all({ projectId: project, state: 'opened' })).toEqual([]);
  expect(
    await api.Issues.all({ projectId: project, labels: 'severity::1', updatedAfter: '2026-03-14T00:00:00Z' }),
  ).toHaveLength(1);

  await api.ProjectMembers.add(project, 20, { userId: people.out.user.id });
  const members = await api.ProjectMembers.all(project, { includeInherited: true, perPage: 2 });
  expect(members.map(({ username }) => username).sort()).toEqual(['dan', 'gus', 'mia', 'out', 'pat', 'rob', 'root']);
  await api.ProjectMembers.remove(project, people.out.user.id);

  const receiver = await startReceiver();
  const hook = await api.ProjectHooks.add(project, receiver.url, { confidentialNoteEvents: true, token: 'x' });
  await api.IssueNotes.create(project, issue.iid, 'Heard?', { internal: true });
  await gitlab.idle();
  expect(receiver.take()).toMatchObject([{ event_type: 'confidential_note' }]);
  await api.ProjectHooks.remove(project, hook.id);
  receiver.close();

  await expect(api.Issues.show(99, { projectId: project })).rejects.toMatchObject({
    message: '404 Not found',
    cause: { response: expect.objectContaining({ status: 404 }) },
  });
});
