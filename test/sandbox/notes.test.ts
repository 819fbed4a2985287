// Notes, quick actions, system notes and resource events (behaviours E, F, G).

import { describe, expect, it } from 'vitest';
import { noteable } from '../../src/sandbox/issues/issue-data.ts';
import { addNote } from '../../src/sandbox/notes/note-data.ts';
import { type IssueBody, type Name, type NoteBody, open, systemNotes, useWorld, type World } from './world.ts';

const world = useWorld();

const notesAt = async (iid: number, query = '', who: Name = 'dan'): Promise<NoteBody[]> =>
  (await world().as[who].get<NoteBody[]>(`${world().path}/issues/${iid}/notes?${query}`)).body;

async function say(
  iid: number,
  body: string,
  who: Name = 'dan',
  here: World = world(),
): Promise<{ status: number; body: Record<string, unknown> }> {
  return here.as[who].post<Record<string, unknown>>(`${here.path}/issues/${iid}/notes`, { body });
}

describe('E: notes', () => {
  it('E1, E2: newest first, comments and system notes mixed, unless asked otherwise', async () => {
    const { iid } = await open(world());
    await say(iid, 'one');
    await say(iid, '/title Renamed');
    await say(iid, 'two');
    const kinds = (notes: NoteBody[]): string[] => notes.map(({ system, body }) => (system ? 'system' : body));
    expect(kinds(await notesAt(iid))).toEqual(['two', 'system', 'one']);
    expect(kinds(await notesAt(iid, 'sort=asc'))).toEqual(['one', 'system', 'two']);
    expect(kinds(await notesAt(iid, 'activity_filter=only_comments'))).toEqual(['two', 'one']);
    expect(kinds(await notesAt(iid, 'activity_filter=only_activity'))).toEqual(['system']);
    const { as, path } = world();
    const discussions = await as.dan.get<{ notes: NoteBody[] }[]>(`${path}/issues/${iid}/discussions`);
    expect(kinds(discussions.body.flatMap(({ notes }) => notes))).toEqual(['one', 'system', 'two']);
  });

  it('E3: internal notes are internal under both names, and their time is for owners to say', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const notes = `${path}/issues/${iid}/notes`;
    expect((await as.pat.post(notes, { body: 'x', confidential: true })).body).toMatchObject({
      internal: true,
      confidential: true,
    });
    expect((await as.gus.post(notes, { body: 'x', internal: true })).status).toBe(403);
    expect((await as.dan.post(notes, {})).body).toEqual({ error: 'body is missing' });
    const created_at = '2020-01-02T03:04:05.000Z';
    expect((await as.dan.post(notes, { body: 'x', created_at })).body).not.toMatchObject({ created_at });
    expect((await as.root.post(notes, { body: 'x', created_at })).body).toMatchObject({ created_at });
    expect((await notesAt(iid, '', 'gus')).length).toBe(2);
  });

  it('E4: commands only make no note, and 202 says what they did', async () => {
    const { iid } = await open(world());
    const answer = await say(iid, '/close');
    expect([answer.status, answer.body]).toEqual([
      202,
      { commands_changes: { state_event: 'close' }, summary: ['Closed this issue.'] },
    ]);
    expect(await notesAt(iid, 'activity_filter=only_comments')).toEqual([]);
  });

  it('E6, E8: of text and commands the text is stored and the commands run', async () => {
    const { iid } = await open(world(), { labels: 'mixed' });
    const answer = await say(iid, 'Fixed.\n/unlabel ~mixed\nThanks all\n/close');
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { body: 'Fixed.\nThanks all', commands_changes: { state_event: 'close' } },
    ]);
    expect((await say(iid, 'plain')).body).toMatchObject({ commands_changes: {} });
  });

  it('E7: commands only, none applied, is 400', async () => {
    const { iid } = await open(world());
    const answer = await say(iid, '/reopen');
    expect([answer.status, answer.body]).toEqual([400, { message: '400 Bad request - Failed to apply commands.' }]);
  });

  it('E12: the keys of a note are those of today', async () => {
    const { iid } = await open(world());
    const { body } = await say(iid, 'keys');
    expect(Object.keys(body).join(' ')).toBe(
      'id type body author created_at updated_at system noteable_id noteable_type project_id resolvable confidential internal imported imported_from noteable_iid commands_changes',
    );
  });

  it('E13: what is not there is named as GitLab names it', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const hidden = await as.mia.post<NoteBody>(`${path}/issues/${iid}/notes`, { body: 'x', internal: true });
    const message = async (who: Name, url: string): Promise<unknown> =>
      (await as[who].get(`${path}/issues/${url}`)).body;
    expect(await message('dan', '999/notes/1')).toEqual({ message: '404 Issue Not Found' });
    expect(await message('dan', `${iid}/notes/99999`)).toEqual({ message: '404 Not found' });
    expect(await message('gus', `${iid}/notes/${hidden.body.id}`)).toEqual({ message: '404 Note Not Found' });
  });

  it('E14: a note is edited by its author or a maintainer, and not to nothing', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const { id } = (await as.gus.post<NoteBody>(`${path}/issues/${iid}/notes`, { body: 'mine' })).body;
    const at = `${path}/issues/${iid}/notes/${id}`;
    expect((await as.gus.put(at, { body: 'still mine' })).body).toMatchObject({ body: 'still mine' });
    expect((await as.dan.put(at, { body: 'no' })).status).toBe(403);
    expect((await as.mia.put(at, { body: 'moderated' })).status).toBe(200);
    expect((await as.gus.put(at, { body: '' })).body).toEqual({ error: 'body is empty' });
    expect([(await as.dan.delete(at)).status, (await as.gus.delete(at)).status]).toEqual([403, 204]);
    expect((await as.gus.get(at)).status).toBe(404);
  });

  it('E15: user_notes_count counts comments, not system notes', async () => {
    const { iid } = await open(world());
    await say(iid, 'a comment');
    await say(iid, '/title Other');
    expect((await world().as.dan.get(`${world().path}/issues/${iid}`)).body).toMatchObject({ user_notes_count: 1 });
  });

  it('five thousand comments are a wall; what GitLab remarks on itself is not counted', async () => {
    const { gitlab, people } = world();
    const { id, iid } = await open(world());
    const issue = gitlab.store.issues.get(id);
    if (!issue) throw new Error('an issue that was opened is there');
    for (let nth = 0; nth < 5000; nth += 1)
      addNote(gitlab.core, noteable(issue), people.dan.user, { body: `${nth}`, system: nth === 0 });
    expect((await say(iid, 'the last')).status).toBe(201);
    const refused = await say(iid, 'one more');
    expect([refused.status, refused.body['message']]).toEqual([
      400,
      expect.stringContaining('Maximum number of comments exceeded'),
    ]);
  });

  it('an edit runs its commands, and an edit to commands only deletes the note', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const { id } = (await say(iid, 'text')).body;
    const at = `${path}/issues/${iid}/notes/${id}`;
    expect((await as.dan.put(at, { body: 'more text\n/title By edit' })).body).toMatchObject({ body: 'more text' });
    expect((await as.dan.get(`${path}/issues/${iid}`)).body).toMatchObject({ title: 'By edit' });
    expect((await as.dan.put(at, { body: '/close' })).status).toBe(202);
    expect((await as.dan.get(at)).status).toBe(404);
  });
});

describe('E16: notes a minute', () => {
  const limited = useWorld({ notesPerMinute: 2 });

  it('more than the limit is 429 until the minute is over', async () => {
    const { gitlab, as, path } = limited();
    const { iid } = await open(limited());
    const statuses = async (): Promise<number[]> => [
      (await say(iid, '1', 'dan', limited())).status,
      (await say(iid, '2', 'dan', limited())).status,
      (await say(iid, '3', 'dan', limited())).status,
    ];
    expect(await statuses()).toEqual([201, 201, 429]);
    const refused = await as.dan.post(`${path}/issues/${iid}/notes`, { body: '4' });
    expect([refused.headers.get('retry-after'), refused.body]).toEqual([
      '60',
      { message: { error: 'This endpoint has been requested too many times. Try again later.' } },
    ]);
    expect((await say(iid, 'another person', 'rob', limited())).status).toBe(201);
    gitlab.clock.advance(1);
    expect((await say(iid, 'later', 'dan', limited())).status).toBe(201);
  });
});

describe('E5, E10, E11: what each quick action does', () => {
  it.each`
    command                        | given                            | summary                                         | changes                        | after
    ${'/close'}                    | ${{}}                            | ${'Closed this issue.'}                         | ${{ state_event: 'close' }}    | ${{ state: 'closed' }}
    ${'/CLOSE'}                    | ${{}}                            | ${'Closed this issue.'}                         | ${{ state_event: 'close' }}    | ${{ state: 'closed' }}
    ${'/title A better one'}       | ${{}}                            | ${'Changed the title to "A better one".'}       | ${{ title: 'A better one' }}   | ${{ title: 'A better one' }}
    ${'/label ~known'}             | ${{}}                            | ${'Added ~known label.'}                        | ${{ add_label_ids: [1] }}      | ${{ labels: ['known'] }}
    ${'/label known ~"two words"'} | ${{}}                            | ${'Added ~known ~"two words" labels.'}          | ${{ add_label_ids: [1, 2] }}   | ${{ labels: ['known', 'two words'] }}
    ${'/unlabel ~known'}           | ${{ labels: 'known,two words' }} | ${'Removed ~known label.'}                      | ${{ remove_label_ids: [1] }}   | ${{ labels: ['two words'] }}
    ${'/unlabel'}                  | ${{ labels: 'known' }}           | ${'Removed all labels.'}                        | ${{ label_ids: [] }}           | ${{ labels: [] }}
    ${'/relabel ~known'}           | ${{ labels: 'two words' }}       | ${'Replaced all labels with ~known label.'}     | ${{ label_ids: [1] }}          | ${{ labels: ['known'] }}
    ${'/severity S2'}              | ${{}}                            | ${'Severity updated to High.'}                  | ${{}}                          | ${{ severity: 'HIGH' }}
    ${'/severity 1'}               | ${{}}                            | ${'Severity updated to Critical.'}              | ${{}}                          | ${{ severity: 'CRITICAL' }}
    ${'/severity awful'}           | ${{}}                            | ${'No severity matches the provided parameter'} | ${{}}                          | ${{ severity: 'UNKNOWN' }}
    ${'/confidential'}             | ${{}}                            | ${'Made this issue confidential.'}              | ${{ confidential: true }}      | ${{ confidential: true }}
    ${'/promote_to_incident'}      | ${{ issue_type: 'issue' }}       | ${'Issue has been promoted to incident'}        | ${{ issue_type: 'incident' }}  | ${{ type: 'INCIDENT' }}
    ${'/type issue'}               | ${{}}                            | ${'Type changed successfully.'}                 | ${{ issue_type: 'issue' }}     | ${{ type: 'ISSUE' }}
    ${'/timeline DB down | 08:30'} | ${{}}                            | ${'Timeline event added successfully.'}         | ${{}}                          | ${{}}
    ${'/due 2026-03-20'}           | ${{}}                            | ${'Set the due date to Mar 20, 2026.'}          | ${{ due_date: '2026-03-20' }}  | ${{ due_date: '2026-03-20' }}
    ${'/due tomorrow'}             | ${{}}                            | ${'Set the due date to Mar 15, 2026.'}          | ${{ due_date: '2026-03-15' }}  | ${{ due_date: '2026-03-15' }}
    ${'/remove_due_date'}          | ${{ due_date: '2026-03-20' }}    | ${'Removed the due date.'}                      | ${{ due_date: null }}          | ${{ due_date: null }}
    ${'/assign @rob'}              | ${{}}                            | ${'Assigned @rob.'}                             | ${{ assignee_ids: [4] }}       | ${{ assignee: { username: 'rob' } }}
    ${'/unassign @rob'}            | ${{ assignee_ids: [4] }}         | ${'Removed assignee @rob.'}                     | ${{ assignee_ids: [] }}        | ${{ assignee: null }}
    ${'/lock'}                     | ${{}}                            | ${'Locked the discussion.'}                     | ${{ discussion_locked: true }} | ${{ discussion_locked: true }}
  `('$command', async ({ command, given, summary, changes, after }) => {
    const { as, path, gitlab } = world();
    await as.mia.post(`${path}/labels`, { name: 'known', color: '#111111' });
    await as.mia.post(`${path}/labels`, { name: 'two words', color: '#111111' });
    const ids = ['known', 'two words'].map(
      (name) => [...gitlab.store.labels.values()].find((label) => label.name === name)?.id,
    );
    const { iid } = await open(world(), given);
    const answer = await say(iid, command);
    const real = Object.fromEntries(
      Object.entries(changes).map(([key, value]) => [
        key,
        key.includes('label') && Array.isArray(value) ? value.map((nth: number) => ids[nth - 1]) : value,
      ]),
    );
    expect([answer.status, answer.body]).toEqual([202, { commands_changes: real, summary: [summary] }]);
    expect((await as.dan.get(`${path}/issues/${iid}`)).body).toMatchObject(after);
  });

  it('E10: /reopen says so too, and several summaries are a list', async () => {
    const { iid } = await open(world());
    await say(iid, '/close');
    expect((await say(iid, '/reopen\n/severity S3')).body).toEqual({
      commands_changes: { state_event: 'reopen' },
      summary: ['Reopened this issue.', 'Severity updated to Medium.'],
    });
  });

  it('E11: /label makes no labels, /timeline is for incidents, each within the rights of who wrote it', async () => {
    const { iid } = await open(world(), { issue_type: 'issue' });
    const incident = await open(world());
    expect((await say(iid, '/label ~not-there')).status).toBe(400);
    expect((await say(iid, '/timeline x')).status).toBe(400);
    expect((await say(iid, '/severity S1')).status).toBe(400);
    expect((await say(incident.iid, '/timeline x', 'rob')).status).toBe(400);
    expect((await say(incident.iid, '/close', 'gus')).status).toBe(400);
    expect((await say(incident.iid, '/severity S1', 'gus')).status).toBe(400);
  });
});

describe('finding quick actions (facts 5.1)', () => {
  it.each`
    what                               | body                                      | stored                         | state
    ${'a fenced block'}                | ${'look\n```\n/close\n```'}               | ${'look\n```\n/close\n```'}    | ${'opened'}
    ${'inline code over lines'}        | ${'a ` b\n/close\nc ` d'}                 | ${'a ` b\n/close\nc ` d'}      | ${'opened'}
    ${'block HTML'}                    | ${'<div>\n/close\n</div>'}                | ${'<div>\n/close\n</div>'}     | ${'opened'}
    ${'a >>> quote'}                   | ${'>>>\n/close\n>>>'}                     | ${'>>>\n/close\n>>>'}          | ${'opened'}
    ${'a > line'}                      | ${'> /close'}                             | ${'> /close'}                  | ${'opened'}
    ${'an indented line'}              | ${'so:\n /close'}                         | ${'so:\n /close'}              | ${'opened'}
    ${'the middle of a line'}          | ${'please /close'}                        | ${'please /close'}             | ${'opened'}
    ${'a longer word'}                 | ${'/closeout now'}                        | ${'/closeout now'}             | ${'opened'}
    ${'an unknown name'}               | ${'/incident update all well'}            | ${'/incident update all well'} | ${'opened'}
    ${'an HTML comment (not passed)'}  | ${'text\n<!-- x\n/close\n-->'}            | ${'text\n<!-- x\n-->'}         | ${'closed'}
    ${'a known name that cannot run'}  | ${'text\n/merge\n/reopen\n/milestone %1'} | ${'text'}                      | ${'opened'}
    ${'Windows line ends'}             | ${'text\r\n/close\r\nmore'}               | ${'text\nmore'}                | ${'closed'}
    ${'a shrug'}                       | ${'well\n/shrug no idea'}                 | ${'well\nno idea ¯\\_(ツ)_/¯'} | ${'opened'}
    ${'a paid name, on the free tier'} | ${'/page "night shift"'}                  | ${'/page "night shift"'}       | ${'opened'}
  `('$what', async ({ body, stored, state }) => {
    const { iid } = await open(world());
    const answer = await say(iid, body);
    expect([answer.status, answer.body['body']]).toEqual([201, stored]);
    expect((await world().as.dan.get<IssueBody>(`${world().path}/issues/${iid}`)).body.state).toBe(state);
  });
});

describe('F: system notes', () => {
  it.each`
    row      | given                            | params                                        | notes
    ${'F1'}  | ${{}}                            | ${{ assignee_ids: [4] }}                      | ${['assigned to @rob']}
    ${'F1'}  | ${{ assignee_ids: [4] }}         | ${{ assignee_ids: [3] }}                      | ${['assigned to @rob', 'assigned to @dan and unassigned @rob']}
    ${'F1'}  | ${{ assignee_ids: [4] }}         | ${{ assignee_ids: [] }}                       | ${['assigned to @rob', 'unassigned @rob']}
    ${'F2'}  | ${{ title: 'Login is slow' }}    | ${{ title: 'Login is down' }}                 | ${['changed title from **Login is {-slow-}** to **Login is {+down+}**']}
    ${'F3'}  | ${{ description: 'a' }}          | ${{ description: 'b' }}                       | ${['changed the description']}
    ${'F3'}  | ${{ description: '- [ ] Call' }} | ${{ description: '- [x] Call' }}              | ${['marked the checklist item **Call** as completed']}
    ${'F3'}  | ${{ description: '- [x] Call' }} | ${{ description: '- [ ] Call' }}              | ${['marked the checklist item **Call** as incomplete']}
    ${'F4'}  | ${{}}                            | ${{ confidential: true }}                     | ${['made the incident confidential']}
    ${'F4'}  | ${{ issue_type: 'issue' }}       | ${{ confidential: true }}                     | ${['made the issue confidential']}
    ${'F4'}  | ${{ confidential: true }}        | ${{ confidential: false }}                    | ${['made the incident visible to everyone']}
    ${'F5'}  | ${{ issue_type: 'issue' }}       | ${{ issue_type: 'incident' }}                 | ${['changed type from issue to incident']}
    ${'F6'}  | ${{}}                            | ${{ discussion_locked: true }}                | ${['locked the discussion in this incident']}
    ${'F6'}  | ${{ discussion_locked: true }}   | ${{ discussion_locked: false }}               | ${['unlocked the discussion in this incident']}
    ${'F9'}  | ${{}}                            | ${{ severity: 'high' }}                       | ${['changed the severity to **High - S2**']}
    ${'F12'} | ${{ due_date: '2026-03-20' }}    | ${{ due_date: '2026-03-11' }}                 | ${['changed due date to March 20, 2026', 'changed due date to March 11, 2026']}
    ${'F12'} | ${{ due_date: '2026-03-20' }}    | ${{ due_date: '' }}                           | ${['changed due date to March 20, 2026', 'removed due date']}
    ${'F14'} | ${{ labels: 'a' }}               | ${{ add_labels: 'b', state_event: 'reopen' }} | ${[]}
  `('$row: $params leaves $notes', async ({ given, params, notes }) => {
    const { iid } = await open(world(), { description: 'x', ...given });
    await world().as.dan.put(`${world().path}/issues/${iid}`, params);
    expect(await systemNotes(world(), iid)).toEqual(notes);
  });

  it('F7: an issue that is referred to says so, once', async () => {
    const target = await open(world());
    const source = await open(world());
    await say(source.iid, `like #${target.iid}, but \`#${target.iid}\` is code`);
    await say(source.iid, `again #${target.iid}`);
    expect(await systemNotes(world(), target.iid)).toEqual([`mentioned in issue #${source.iid}`]);
  });

  it('F8: a duplicate is closed, linked, and both say so', async () => {
    const original = await open(world(), { issue_type: 'issue' });
    const copy = await open(world(), { issue_type: 'issue' });
    await say(copy.iid, `/duplicate #${original.iid}`);
    expect(await systemNotes(world(), copy.iid)).toContain(`marked this issue as a duplicate of #${original.iid}`);
    expect(await systemNotes(world(), original.iid)).toContain(`marked #${copy.iid} as a duplicate of this issue`);
  });

  it('labels, closing and reopening leave no note', async () => {
    const { iid } = await open(world(), { issue_type: 'issue' });
    for (const params of [{ labels: 'x,y' }, { labels: '' }, { state_event: 'close' }, { state_event: 'reopen' }])
      await world().as.dan.put(`${world().path}/issues/${iid}`, params);
    expect(await systemNotes(world(), iid)).toEqual([]);
  });
});

describe('G: resource events', () => {
  it('G1, G3: a label event for each label, oldest first, creation included, null for a label since deleted', async () => {
    const { as, path } = world();
    const { iid } = await open(world(), { labels: 'g1,g2' });
    await as.rob.put(`${path}/issues/${iid}`, { labels: 'g2,g3' });
    await as.mia.delete(`${path}/labels/g1`);
    const { body } = await as.dan.get(`${path}/issues/${iid}/resource_label_events`);
    expect(body).toMatchObject([
      { action: 'add', label: null, user: { username: 'dan' } },
      { action: 'add', label: { name: 'g2' } },
      { action: 'add', label: { name: 'g3' }, user: { username: 'rob' } },
      { action: 'remove', label: null },
    ]);
  });

  it('G2: closing and reopening are state events, the opening is none', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    for (const event of ['close', 'reopen']) await as.dan.put(`${path}/issues/${iid}`, { state_event: event });
    const { body } = await as.dan.get(`${path}/issues/${iid}/resource_state_events`);
    expect(body).toMatchObject([{ state: 'closed' }, { state: 'reopened', user: { username: 'dan' } }]);
  });
});

describe('reactions', () => {
  it('are given once: the second of a name is 404 with a message', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const { id } = (await say(iid, 'a proposal')).body;
    const at = `${path}/issues/${iid}/notes/${id}/award_emoji`;
    const first = await as.rob.post<{ id: number }>(at, { name: 'thumbsup' });
    expect([first.status, first.body]).toMatchObject([
      201,
      { name: 'thumbsup', awardable_type: 'Note', awardable_id: id },
    ]);
    expect((await as.rob.post(at, { name: 'thumbsup' })).body).toEqual({
      message: '404 Award Emoji Name has already been taken Not Found',
    });
    const [note] = await notesAt(iid);
    expect(note).toMatchObject({ id });
    expect(Date.parse(note?.updated_at ?? '')).toBeGreaterThan(Date.parse(note?.created_at ?? ''));
    expect((await as.dan.delete(`${at}/${first.body.id}`)).status).toBe(403);
    expect((await as.rob.delete(`${at}/${first.body.id}`)).status).toBe(204);
    await as.dan.post(`${path}/issues/${iid}/award_emoji`, { name: 'thumbsup' });
    expect((await as.dan.get(`${path}/issues/${iid}`)).body).toMatchObject({ upvotes: 1 });
  });
});

describe('subscriptions and participants', () => {
  it('are said once, and told', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const at = `${path}/issues/${iid}`;
    expect((await as.rob.post(`${at}/subscribe`)).body).toMatchObject({ subscribed: true });
    expect((await as.rob.post(`${at}/subscribe`)).status).toBe(304);
    expect((await as.rob.post(`${at}/unsubscribe`)).body).toMatchObject({ subscribed: false });
    await say(iid, 'me too', 'gus');
    expect((await as.dan.get(`${at}/participants`)).body).toMatchObject([{ username: 'dan' }, { username: 'gus' }]);
  });
});

describe('O2: issue links', () => {
  it('are made, told from both sides, and deleted with 200 and a body', async () => {
    const { as, path } = world();
    const [one, two] = [await open(world()), await open(world())];
    const at = `${path}/issues/${one.iid}/links`;
    const wanted = { target_project_id: 'acme/ops', target_issue_iid: two.iid };
    const made = await as.dan.post<{ id: number }>(at, wanted);
    expect([made.status, made.body]).toMatchObject([201, { link_type: 'relates_to', target_issue: { iid: two.iid } }]);
    expect((await as.dan.post(at, wanted)).status).toBe(409);
    expect((await as.dan.post(at, { ...wanted, link_type: 'blocks' })).status).toBe(403);
    expect((await as.dan.get(`${path}/issues/${two.iid}/links`)).body).toMatchObject([
      { iid: one.iid, issue_link_id: made.body.id },
    ]);
    expect(await systemNotes(world(), two.iid)).toEqual([`marked this incident as related to #${one.iid}`]);
    const gone = await as.dan.delete(`${at}/${made.body.id}`);
    expect([gone.status, gone.body]).toMatchObject([200, { source_issue: { iid: one.iid } }]);
  });
});
