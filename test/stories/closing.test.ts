// The end of an incident: it closes by itself when nothing is missing, and not before.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, items, openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { decode } from '../../src/journal/line.ts';
import {
  commentsOn,
  descriptionOf,
  eventsOf,
  fileOn,
  green,
  issueOf,
  JOURNAL,
  labelsOf,
  listed,
  REPORT,
  saidOn,
} from './story.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ files: { '.gitlab/sitrep.yml': 'review:\n  representatives: [uli]\n' } });
});
afterAll(() => stage.close());

async function mitigated(): Promise<number> {
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
  await stage.person('ben').say(iid, '/ops-lead\n/change started the spare undo: stop it');
  await stage.person('ana').say(iid, '/mitigated the spare answers');
  await green(stage, 'sweep');
  return iid;
}

async function stateOf(iid: number): Promise<string> {
  return String(at(await issueOf(stage, iid), 'state'));
}

function missing(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line.startsWith('- '));
}

describe('R67 (partly): closed before its time', () => {
  it('is open again within one run, with everything that is missing, at once, and who owes it', async () => {
    const iid = await mitigated();
    await stage.person('cai').change(iid, { state_event: 'close' });
    await green(stage, 'sweep');
    expect(await stateOf(iid)).toBe('opened');
    const said = (await saidOn(stage, iid)).at(-1);
    expect(said).toMatch(/^@cai, this incident was closed before everything was done/);
    const lines = missing(said);
    for (const part of ['**mitigated**', 'C1', 'evidence', 'all-clear', 'Post Incident Review'])
      expect(lines.filter((line) => line.includes(part))).toHaveLength(1);
    expect(lines.every((line) => /\(.*`@\w+`\)/.test(line))).toBe(true);
  });

  it('a second time the same comment is brought up to date', async () => {
    const iid = await mitigated();
    await stage.person('cai').change(iid, { state_event: 'close' });
    await green(stage, 'sweep');
    const before = await saidOn(stage, iid);
    await stage.person('ana').say(iid, '/undone C1\n/evidence thread dump: share/dump.txt');
    await stage.person('cai').change(iid, { state_event: 'close' });
    await green(stage, 'sweep');
    const after = await saidOn(stage, iid);
    expect(await stateOf(iid)).toBe('opened');
    expect(after).toHaveLength(before.length);
    expect(after.at(-1)).toContain('closed by hand 2 times');
    const lines = missing(after.at(-1));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => /C1|no evidence/.test(line))).toEqual([]);
  });

  it('somebody deletes that comment, and closes once more: it is said anew, and the run is green', async () => {
    const iid = await mitigated();
    const before = await saidOn(stage, iid);
    for (const _ of [1, 2, 3]) {
      await stage.gitlab.advance(1);
      await stage.person('cai').change(iid, { state_event: 'close' });
      await green(stage, 'sweep');
      const said = (await commentsOn(stage, iid)).filter((one) => !one.system && one.author === 'sitrep-bot');
      expect(said).toHaveLength(before.length + 1);
      expect(said.at(-1)?.body).toContain('closed');
      await stage.person('root').api('DELETE', `/issues/${iid}/notes/${said.at(-1)?.id}`);
    }
  });

  it('also by a /close in a comment, and by a merge request that says it closes it', async () => {
    const iid = await mitigated();
    await stage.person('cai').say(iid, 'Works for me.\n/close');
    expect(await stateOf(iid)).toBe('closed');
    await green(stage, 'sweep');
    expect(await stateOf(iid)).toBe('opened');
    await commitOn('fix', 'fix.txt', 'fixed');
    const { body } = await stage.person('root').api('POST', '/merge_requests', {
      source_branch: 'fix',
      target_branch: 'main',
      title: 'Mend it',
      description: `Closes #${iid}`,
    });
    await stage.person('root').api('PUT', `/merge_requests/${at(body, 'iid')}/merge`);
    await stage.gitlab.idle();
    expect(await stateOf(iid)).toBe('closed');
    await green(stage, 'sweep');
    expect(await stateOf(iid)).toBe('opened');
  });
});

it('moved to another project the incident is over here: it stays closed, and nobody is asked for anything', async () => {
  const iid = await mitigated();
  const { user } = stage.bot;
  const other = await stage.gitlab.addProject('acme/elsewhere', { members: [[stage.bot, 40]] });
  const { status } = await stage.person('root').api('POST', `/issues/${iid}/move`, { to_project_id: other.id });
  expect(status).toBe(201);
  await green(stage, 'sweep');
  expect(await stateOf(iid)).toBe('closed');
  expect((await saidOn(stage, iid)).at(-1)).not.toContain('closed before everything was done');
  expect(at(await issueOf(stage, iid), 'closed_by', 'username')).not.toBe(user.username);
  await stage.gitlab.advance(300);
  const before = await saidOn(stage, iid);
  await green(stage, 'sweep');
  expect(await saidOn(stage, iid)).toEqual(before);
});

describe('the review', () => {
  let iid: number;
  beforeAll(async () => {
    iid = await mitigated();
    await stage.person('ana').say(iid, '/undone C1 stopped\n/evidence thread dump: share/dump.txt');
    await stage.person('ana').say(iid, '/announce All clear: Nexus is back since the spare took over');
    await stage.person('ana').say(iid, '/resolved it was the disk');
    await green(stage, 'sweep');
  });

  it('R84, R108 (partly): /resolved opens branch, file and merge request, with the users’ representative', async () => {
    const [request] = await listed(stage, `/merge_requests?state=opened&source_branch=pir/${iid}`);
    expect(at(request ?? null, 'title')).toBe(`Post Incident Review of #${iid}`);
    expect(items(at(request ?? null, 'reviewers')).map((one) => at(one, 'username'))).toContain('uli');
    const text = await fileOn(stage, `pir/${iid}`, pathOf());
    expect(text).toContain('C1: started the spare');
    expect(text).toContain('→');
    expect(await labelsOf(stage, iid)).toContain('incident::review');
    expect(await descriptionOf(stage, iid)).toMatch(/\*\*Review\*\*: \[merge request !\d+\]/);
  });

  it('R66 (partly): what was said in between is in it, numbered, the last one says how it ended', async () => {
    const text = (await fileOn(stage, `pir/${iid}`, pathOf())) ?? '';
    expect(text).toMatch(
      /Sitrep 1: Service is restored: the spare answers[\s\S]*Sitrep 2: Resolved, service is restored: it was/,
    );
  });

  it('is brought up to date when the record moves, and what people wrote in it survives', async () => {
    const before = (await fileOn(stage, `pir/${iid}`, pathOf())) ?? '';
    await commitOn(`pir/${iid}`, pathOf(), before.replace(/→ In three sentences.*/, 'The disk was full.'), 'update');
    await stage.person('ben').say(iid, '/found the disk was 4 TB, not 8');
    await green(stage, 'sweep');
    const after = await fileOn(stage, `pir/${iid}`, pathOf());
    expect(after).toContain('The disk was full.');
    expect(after).toContain('the disk was 4 TB, not 8');
    const silent = stage.gitlab.requests.all.length;
    await stage.person('ben').say(iid, 'Thank you all.');
    await green(stage, 'sweep');
    expect(stage.gitlab.requests.all.slice(silent).some(({ route }) => route.includes('/repository/commits'))).toBe(
      false,
    );
  });

  it('R67 (partly), R68 (partly): merged, the incident closes by itself and links the file at its merge commit', async () => {
    const [request] = await listed(stage, `/merge_requests?state=opened&source_branch=pir/${iid}`);
    const merged = await stage.person('root').api('PUT', `/merge_requests/${at(request ?? null, 'iid')}/merge`);
    await green(stage, 'sweep');
    const issue = await issueOf(stage, iid);
    expect([at(issue, 'state'), at(issue, 'closed_by', 'username')]).toEqual(['closed', 'sitrep-bot']);
    expect((await saidOn(stage, iid)).at(-1)).toContain(
      `/-/blob/${String(at(merged.body, 'merge_commit_sha'))}/${pathOf()}`,
    );
    const [, sha = ''] = /blob\/([0-9a-f]{40})/.exec((await saidOn(stage, iid)).at(-1) ?? '') ?? [];
    expect(await fileOn(stage, sha, pathOf())).toContain('The disk was full.');
    expect(items(at(issue, 'assignees'))).toEqual([]);
  });

  it('R67 (partly): its record moves to the closed ones, and nothing more is done', async () => {
    const path = `closed/2026/${iid}.jsonl`;
    const text = (await fileOn(stage, JOURNAL, path)) ?? '';
    expect(fold(decode(text, path).events).status).toBe('closed');
    expect(await eventsOf(stage, iid)).toEqual([]);
    expect(await green(stage, 'sweep')).toContain('nothing to do');
  });

  it('reopened by hand it is closed again with the reason; /reopen-incident opens it', async () => {
    await stage.person('cai').change(iid, { state_event: 'reopen' });
    await green(stage, 'sweep');
    expect(await stateOf(iid)).toBe('closed');
    expect((await saidOn(stage, iid)).at(-1)).toContain('`/reopen-incident <why>`');
    await stage.gitlab.advance(2);
    await stage.person('ana').say(iid, '/reopen-incident the disk is full again');
    await green(stage, 'sweep');
    expect(await stateOf(iid)).toBe('opened');
    expect((await eventsOf(stage, iid)).length).toBeGreaterThan(0);
  });

  function pathOf(): string {
    return `pir/2026/2026-03-11-${iid}-nexus-is-down.md`;
  }
});

async function commitOn(branch: string, path: string, content: string, action = 'create'): Promise<void> {
  const start = action === 'create' ? { start_branch: 'main' } : {};
  const { status } = await stage.person('root').api('POST', '/repository/commits', {
    branch,
    ...start,
    commit_message: 'By hand',
    actions: [{ action, file_path: path, content }],
  });
  expect(status).toBe(201);
}
