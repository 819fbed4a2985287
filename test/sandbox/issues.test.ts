// Labels and issues (behaviours C and D).

import { describe, expect, it } from 'vitest';
import { type IssueBody, makeWorld, type Name, open, systemNotes, useWorld } from './world.ts';

const world = useWorld();
const premium = useWorld({ profile: 'gitlab.com-premium' });

describe('C: labels', () => {
  it.each`
    row     | what              | params                               | status | body
    ${'C1'} | ${'a new one'}    | ${{ name: 'c1', color: '#ff0000' }}  | ${201} | ${{ name: 'c1', color: '#ff0000', is_project_label: true }}
    ${'C1'} | ${'a taken name'} | ${{ name: 'c1', color: '#ff0000' }}  | ${409} | ${{ message: 'Label already exists' }}
    ${'C1'} | ${'a bad colour'} | ${{ name: 'c2', color: 'reddish' }}  | ${400} | ${{ message: { color: ['must be a valid color code'] } }}
    ${'C5'} | ${'a comma'}      | ${{ name: 'a,b', color: '#ff0000' }} | ${400} | ${{ message: { title: ['is invalid'] } }}
  `('$row: POST of $what is $status', async ({ params, status, body }) => {
    const answer = await world().as.mia.post(`${world().path}/labels`, params);
    expect([answer.status, answer.body]).toMatchObject([status, body]);
  });

  it('C2, C3: addressed by id or by name, changed by at least one thing', async () => {
    const { as, path } = world();
    const { body } = await as.mia.post<{ id: number }>(`${path}/labels`, { name: 'c 2', color: 'red' });
    expect((await as.gus.get(`${path}/labels/${body.id}`)).body).toMatchObject({ name: 'c 2' });
    expect((await as.mia.put(`${path}/labels/c%202`, { new_name: 'c3' })).body).toMatchObject({ name: 'c3' });
    expect((await as.mia.put(`${path}/labels/c3`, {})).body).toEqual({
      error: 'new_name, color, description, priority, archived are missing, at least one parameter must be provided',
    });
    expect((await as.mia.get(`${path}/labels/gone`)).body).toEqual({ message: '404 Label Not Found' });
  });

  it('C1, C2, C4: a label of the group is one of the project: taken, looked up and listed, but not changed', async () => {
    const { as, path } = world();
    await as.root.post('/groups/acme/labels', { name: 'from-group', color: '#123456' });
    expect(await as.mia.post(`${path}/labels`, { name: 'from-group', color: '#ffffff' })).toMatchObject({
      status: 409,
      body: { message: 'Label already exists' },
    });
    expect((await as.mia.get(`${path}/labels/from-group`)).body).toMatchObject({ is_project_label: false });
    expect((await as.mia.put(`${path}/labels/from-group`, { color: 'red' })).status).toBe(404);
    expect((await as.mia.delete(`${path}/labels/from-group`)).status).toBe(404);
    const names = async (query: string): Promise<string[]> =>
      (await as.mia.get<{ name: string }[]>(`${path}/labels?search=from-&${query}`)).body.map(({ name }) => name);
    expect([await names(''), await names('include_ancestor_groups=false')]).toEqual([['from-group'], []]);
    const labelled = await open(world(), { labels: 'from-group' });
    const details = await as.dan.get<IssueBody[]>(`${path}/issues?iids[]=${labelled.iid}`);
    expect(details.body).toMatchObject([{ labels: ['from-group'] }]);
    expect(await names('')).toEqual(['from-group']);
  });

  it('C4: counts are told only when asked for', async () => {
    const { as, path } = world();
    await open(world(), { labels: 'c4' });
    const [label] = (await as.dan.get<object[]>(`${path}/labels?search=c4`)).body;
    const [counted] = (await as.dan.get<object[]>(`${path}/labels?search=c4&with_counts=true`)).body;
    expect(label).not.toHaveProperty('open_issues_count');
    expect(counted).toMatchObject({ open_issues_count: 1, closed_issues_count: 0 });
  });

  it('C5, C6, C8: labels come as a string or a list, unknown ones are made, and they are answered by title', async () => {
    const { as, path } = world();
    expect((await open(world(), { labels: ' zebra , Ant,mole' })).labels).toEqual(['Ant', 'mole', 'zebra']);
    expect((await open(world(), { labels: ['zebra', 'Ant'] })).labels).toEqual(['Ant', 'zebra']);
    expect((await as.dan.get(`${path}/labels/mole`)).body).toMatchObject({ color: '#6699cc' });
  });

  it('C6: who may not make labels has them dropped silently', async () => {
    expect(await open(world(), { issue_type: 'issue', labels: 'never-made' }, 'gus')).toMatchObject({ labels: [] });
    expect((await world().as.mia.get(`${world().path}/labels/never-made`)).status).toBe(404);
  });

  it.each`
    params                                     | labels
    ${{ labels: 'c' }}                         | ${['c']}
    ${{ labels: '' }}                          | ${[]}
    ${{ add_labels: 'c' }}                     | ${['a', 'b', 'c']}
    ${{ remove_labels: 'a,never' }}            | ${['b']}
    ${{ add_labels: 'c', remove_labels: 'b' }} | ${['a', 'c']}
  `('C7: from a and b, $params leaves $labels', async ({ params, labels }) => {
    const { iid } = await open(world(), { labels: 'a,b' });
    const { body } = await world().as.dan.put(`${world().path}/issues/${iid}`, params);
    expect(body).toMatchObject({ labels });
  });

  it('C10: filtering needs all names; None and Any are special', async () => {
    const { as, path } = world();
    const both = await open(world(), { title: 'C10', labels: 'c10,d10' });
    const one = await open(world(), { title: 'C10', labels: 'c10' });
    const none = await open(world(), { title: 'C10' });
    const found = async (labels: string): Promise<number[]> =>
      (await as.dan.get<IssueBody[]>(`${path}/issues?search=C10&sort=asc&${labels}`)).body.map(({ iid }) => iid);
    expect(await found('labels=c10,d10')).toEqual([both.iid]);
    expect(await found('labels=None')).toEqual([none.iid]);
    expect(await found('labels=Any')).toEqual([both.iid, one.iid]);
    expect(await found('not[labels]=d10')).toEqual([one.iid, none.iid]);
  });

  it('with_labels_details=true gives objects', async () => {
    const { gitlab, people, path } = world();
    await open(world(), { title: 'detailed', labels: 'det' });
    const url = `${gitlab.url}/api/v4${path}/issues?search=detailed&with_labels_details=true`;
    const answer = await fetch(url, { headers: { 'PRIVATE-TOKEN': people.dan.token } });
    expect(await answer.json()).toMatchObject([{ labels: [{ name: 'det', color: '#6699cc', text_color: '#FFFFFF' }] }]);
  });
});

describe('C9: scoped labels', () => {
  it.each`
    tier         | labels
    ${'free'}    | ${['severity::1', 'severity::2', 'team::x']}
    ${'premium'} | ${['severity::2', 'team::x']}
  `('on $tier, adding severity::2 to severity::1 leaves $labels', async ({ tier, labels }) => {
    const here = tier === 'free' ? world() : premium();
    const { iid } = await open(here, { labels: 'severity::1,team::x' });
    expect((await here.as.dan.put(`${here.path}/issues/${iid}`, { add_labels: 'severity::2' })).body).toMatchObject({
      labels,
    });
  });

  it('of two new ones with one key the last wins, and the removal is an event', async () => {
    const { as, path } = premium();
    const { iid } = await open(premium(), { labels: 'status::a' });
    const { body } = await as.dan.put<IssueBody>(`${path}/issues/${iid}`, { add_labels: 'status::b,status::c' });
    expect(body.labels).toEqual(['status::c']);
    const events = await as.dan.get(`${path}/issues/${iid}/resource_label_events`);
    expect(events.body).toMatchObject([
      { action: 'add', label: { name: 'status::a' } },
      { action: 'add', label: { name: 'status::c' } },
      { action: 'remove', label: { name: 'status::a' } },
    ]);
  });
});

describe('D: issues and incidents', () => {
  it('D1: one issue says whether I am subscribed, a list does not', async () => {
    const { as, path } = world();
    const issue = await open(world(), { description: '- [x] a\n- [ ] b' });
    expect(issue).toMatchObject({
      subscribed: true,
      references: { short: `#${issue.iid}`, full: `acme/ops#${issue.iid}` },
      severity: 'UNKNOWN',
      task_completion_status: { count: 2, completed_count: 1 },
      task_status: '1 of 2 checklist items completed',
    });
    const [listed] = (await as.dan.get<object[]>(`${path}/issues?iids[]=${issue.iid}`)).body;
    expect(listed).not.toHaveProperty('subscribed');
  });

  it('D2: the type comes in lower and in upper case, and lists can ask for it', async () => {
    const { as, path } = world();
    const incident = await open(world(), { title: 'D2' });
    await open(world(), { title: 'D2', issue_type: 'issue' });
    expect(incident).toMatchObject({ issue_type: 'incident', type: 'INCIDENT' });
    const found = await as.dan.get<IssueBody[]>(`${path}/issues?search=D2&issue_type=incident`);
    expect(found.body.map(({ iid }) => iid)).toEqual([incident.iid]);
    const bad = await as.dan.post(`${path}/issues`, { title: 'x', issue_type: 'outage' });
    expect(bad.body).toEqual({ error: 'issue_type does not have a valid value' });
  });

  it('D3: REST shows the severity and takes it on incidents, and knows no escalation status', async () => {
    const { as, path } = world();
    const incident = await open(world(), { severity: 'high', escalation_status: 'resolved' });
    expect(incident).toMatchObject({ severity: 'HIGH' });
    expect(incident).not.toHaveProperty('escalation_status');
    const issue = await open(world(), { issue_type: 'issue', severity: 'high' });
    expect(issue).toMatchObject({ severity: 'UNKNOWN' });
    expect((await as.dan.put(`${path}/issues/${incident.iid}`, { severity: 'low' })).body).toMatchObject({
      severity: 'LOW',
    });
  });

  it('D3: an older GitLab ignores the severity that is sent', async () => {
    const older = await makeWorld({ version: '18.5' });
    expect(await open(older, { severity: 'high' })).toMatchObject({ severity: 'UNKNOWN' });
    await older.gitlab.close();
  });

  it('D4: closed and reopened by an event; closing the closed changes nothing', async () => {
    const { as, path } = world();
    const { iid } = await open(world());
    const at = `${path}/issues/${iid}`;
    const closed = await as.rob.put<IssueBody>(at, { state_event: 'close' });
    expect(closed.body).toMatchObject({ state: 'closed', closed_by: { username: 'rob' } });
    expect(closed.body.closed_at).toBe(closed.body.updated_at);
    const again = await as.dan.put<IssueBody>(at, { state_event: 'close' });
    expect([again.status, again.body.updated_at]).toEqual([200, closed.body.updated_at]);
    expect((await as.dan.put(at, { state_event: 'reopen' })).body).toMatchObject({
      state: 'opened',
      closed_at: null,
      closed_by: null,
    });
  });

  it('D5: PUT needs something to change', async () => {
    const { iid } = await open(world());
    const { status, body } = await world().as.dan.put<{ error: string }>(`${world().path}/issues/${iid}`, {});
    expect([status, body.error]).toEqual([400, expect.stringContaining('at least one parameter must be provided')]);
  });

  it('D6: newest first; across projects only my own', async () => {
    const { as, path } = world();
    const first = await open(world(), { title: 'D6' }, 'dan');
    const second = await open(world(), { title: 'D6' }, 'rob');
    const iids = async (url: string): Promise<number[]> =>
      (await as.dan.get<IssueBody[]>(url)).body.map(({ iid }) => iid);
    expect(await iids(`${path}/issues?search=D6`)).toEqual([second.iid, first.iid]);
    expect(await iids('/issues?search=D6')).toEqual([first.iid]);
  });

  it('D8: the free tier keeps the first assignee; 0 or nothing unassigns', async () => {
    const { as, path, people } = world();
    const { iid } = await open(world(), { assignee_ids: [people.rob.user.id, people.dan.user.id] });
    const at = `${path}/issues/${iid}`;
    expect((await as.dan.get(at)).body).toMatchObject({
      assignees: [{ username: 'rob' }],
      assignee: { username: 'rob' },
    });
    expect((await as.dan.put(at, { assignee_ids: [0] })).body).toMatchObject({ assignees: [], assignee: null });
  });

  it('D9: the time and the number are for owners to say', async () => {
    const asked = { issue_type: 'issue', created_at: '2020-01-02T03:04:05.000Z', iid: 500 };
    expect(await open(world(), asked, 'dan')).not.toMatchObject({ iid: 500 });
    expect(await open(world(), asked, 'root')).toMatchObject({ iid: 500, created_at: '2020-01-02T03:04:05.000Z' });
  });

  it('D10: a number is given once', async () => {
    const asked = { title: 'x', iid: 600 };
    await world().as.root.post(`${world().path}/issues`, asked);
    const { status, body } = await world().as.root.post(`${world().path}/issues`, asked);
    expect([status, body]).toEqual([409, { message: 'Duplicated issue' }]);
  });

  it.each`
    who       | status
    ${'mia'}  | ${403}
    ${'dan'}  | ${403}
    ${'root'} | ${204}
  `('D11: DELETE by $who is $status', async ({ who, status }) => {
    const { iid } = await open(world());
    expect((await world().as[who as Name].delete(`${world().path}/issues/${iid}`)).status).toBe(status);
  });

  it('D12: quick actions in a description run on create and on edit, and are cut from it', async () => {
    const { as, path } = world();
    await open(world(), { labels: 'found' });
    const issue = await open(world(), { description: 'It burns.\n/label ~found\n/severity S2\n' });
    expect(issue).toMatchObject({ description: 'It burns.', labels: ['found'], severity: 'HIGH' });
    const edited = await as.dan.put(`${path}/issues/${issue.iid}`, { description: 'Still.\n/close\n/unlabel ~found' });
    expect(edited.body).toMatchObject({ description: 'Still.', state: 'closed', labels: [] });
  });

  it('D8: the paid tiers take several assignees', async () => {
    const { people } = premium();
    const { iid } = await open(premium(), { assignee_ids: [people.rob.user.id, people.dan.user.id] });
    const { body } = await premium().as.dan.get(`${premium().path}/issues/${iid}`);
    expect(body).toMatchObject({ assignees: [{ username: 'rob' }, { username: 'dan' }] });
  });

  it('D13, F8: an issue moves to another project with its notes, and not to its own or one out of reach', async () => {
    const { as, path, gitlab, people } = world();
    const target = await gitlab.addProject('acme/elsewhere', { members: [[people.dan, 30]] });
    const foreign = await gitlab.addProject('acme/foreign', { visibility: 'public' });
    const { iid } = await open(world(), { labels: 'kept' });
    await as.rob.post(`${path}/issues/${iid}/notes`, { body: 'carried over' });
    const move = (to: number): Promise<{ status: number; body: unknown }> =>
      as.dan.post(`${path}/issues/${iid}/move`, { to_project_id: to });
    expect(await move(1)).toMatchObject({
      status: 400,
      body: { message: 'Cannot move issue to project it originates from!' },
    });
    expect(await move(foreign.id)).toMatchObject({ status: 400 });
    expect(await move(target.id)).toMatchObject({
      status: 201,
      body: { iid: 1, project_id: target.id, labels: ['kept'] },
    });
    expect((await as.dan.get(`${path}/issues/${iid}`)).body).toMatchObject({
      state: 'closed',
      moved_to_id: expect.any(Number),
    });
    expect(await systemNotes(world(), iid)).toContain('moved to acme/elsewhere#1');
    const notes = await as.dan.get(`/projects/${target.id}/issues/1/notes?sort=asc`);
    expect(notes.body).toMatchObject([
      { body: 'carried over', author: { username: 'rob' } },
      { body: `moved from acme/ops#${iid}` },
    ]);
  });

  it('D14: a label alone moves updated_at; a note does so once a minute; nothing changed moves nothing', async () => {
    const { as, path, gitlab } = world();
    const issue = await open(world());
    const at = `${path}/issues/${issue.iid}`;
    const updated = async (): Promise<string> => (await as.dan.get<IssueBody>(at)).body.updated_at;
    await as.dan.post(`${at}/notes`, { body: 'within the minute' });
    expect(await updated()).toBe(issue.updated_at);
    await as.dan.put(at, { add_labels: 'moved' });
    const labelled = await updated();
    expect(Date.parse(labelled)).toBeGreaterThan(Date.parse(issue.updated_at));
    await as.dan.put(at, { add_labels: 'moved', title: issue.title });
    expect(await updated()).toBe(labelled);
    gitlab.clock.advance(2);
    await as.dan.post(`${at}/notes`, { body: 'a minute later' });
    expect(Date.parse(await updated()) - Date.parse(labelled)).toBeGreaterThanOrEqual(120_000);
    const { body } = await as.dan.get<IssueBody[]>(`${path}/issues?updated_after=${await updated()}`);
    expect(body.map(({ iid }) => iid)).toEqual([issue.iid]);
  });

  it('D15: an incident is triggered and its timeline begins; closing it resolves it', async () => {
    const { as, path, gitlab } = world();
    const { id, iid } = await open(world());
    expect(gitlab.store.issues.get(id)).toMatchObject({ escalationStatus: 'triggered' });
    await as.dan.put(`${path}/issues/${iid}`, { state_event: 'close' });
    expect(gitlab.store.issues.get(id)).toMatchObject({ escalationStatus: 'resolved' });
    const entries = [...gitlab.store.timelineEvents.values()].filter(({ issueId }) => issueId === id);
    expect(entries.map(({ note }) => note)).toEqual(['@dan created the incident', '@dan resolved the incident']);
    expect(await systemNotes(world(), iid)).toEqual([
      'changed the incident status to **Resolved** by closing the incident',
    ]);
  });

  it.each`
    who         | status
    ${'pat'}    | ${200}
    ${'gus'}    | ${404}
    ${'out'}    | ${404}
    ${'nobody'} | ${404}
  `('A3: a confidential issue is $status for $who', async ({ who, status }) => {
    const { iid } = await open(world(), { confidential: true });
    const client = who === 'nobody' ? world().nobody : world().as[who as Name];
    expect((await client.get(`${world().path}/issues/${iid}`)).status).toBe(status);
  });

  it('a thousand issues are counted, and a hundred of them a page', async () => {
    const { as, gitlab, path } = world();
    const core = gitlab.core;
    const { createIssue } = await import('../../src/sandbox/issues/create-issue.ts');
    for (let nth = 0; nth < 1000; nth += 1)
      createIssue(core, world().project, gitlab.root.user, { title: `Many ${nth}`, changes: {} });
    const answer = await as.dan.get<IssueBody[]>(`${path}/issues?search=Many&per_page=100&order_by=updated_at`);
    expect([answer.body.length, answer.headers.get('x-total')]).toEqual([100, '1000']);
  });
});
