// An incident that comes back after its review was merged: it is reviewed again, and what people wrote stays.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, openStage, type Stage } from '../../src/demo/stage.ts';
import { fileOn, green, issueOf, listed, REPORT } from './story.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function resolve(iid: number, how: string): Promise<void> {
  await stage.person('ana').say(iid, `/resolved ${how}\n/announce All clear: ${how}`);
  await green(stage, 'sweep');
}

async function merge(branch: string): Promise<void> {
  const [request] = await listed(stage, `/merge_requests?state=opened&source_branch=${encodeURIComponent(branch)}`);
  const answer = await stage.person('mia').api('PUT', `/merge_requests/${at(request ?? null, 'iid')}/merge`);
  expect(answer.status).toBe(200);
  await stage.gitlab.advance(1);
  await green(stage, 'sweep');
}

it('R67 (partly), R84: reopened after the review it is reviewed once more, in the same file, by a second merge request', async () => {
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander\n/evidence none nothing was left');
  await green(stage, 'sweep');
  await resolve(iid, 'it works');

  const [first] = await listed(stage, `/merge_requests?source_branch=pir%2F${iid}`);
  const path = String(
    at((await stage.person('mia').api('GET', `/merge_requests/${at(first ?? null, 'iid')}/diffs`)).body, 0, 'new_path'),
  );
  const written = `${await fileOn(stage, `pir/${iid}`, path)}\nA sentence of a person.\n`;
  const file = `/repository/files/${encodeURIComponent(path)}`;
  await stage.person('ana').api('PUT', file, { branch: `pir/${iid}`, content: written, commit_message: 'Write' });
  await merge(`pir/${iid}`);
  expect(at(await issueOf(stage, iid), 'state')).toBe('closed');

  await stage.person('ben').say(iid, '/reopen-incident the disk is full again');
  await green(stage, 'sweep');
  expect(at(await issueOf(stage, iid), 'state')).toBe('opened');
  await resolve(iid, 'it works again');
  expect(at(await issueOf(stage, iid), 'state')).toBe('opened');
  const again = await fileOn(stage, `pir/${iid}-2`, path);
  expect(again).toContain('A sentence of a person.');
  expect(again).toContain('the disk is full again');

  await merge(`pir/${iid}-2`);
  expect(at(await issueOf(stage, iid), 'state')).toBe('closed');
});

it.each(['merged into another branch', 'merged without its file'])(
  'R68 (partly): a review that was %s is none: the incident stays open, and gets another',
  async (how) => {
    const iid = await stage.person('uli').open('Jira is down', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander\n/evidence none nothing was left');
    await green(stage, 'sweep');
    await resolve(iid, 'it works');
    const branch = `pir/${iid}`;
    const [first] = await listed(stage, `/merge_requests?source_branch=pir%2F${iid}`);
    const mia = stage.person('mia');
    if (how === 'merged without its file') {
      const path = `pir/2026/2026-03-11-${iid}-jira-is-down.md`;
      const actions = [{ action: 'move', previous_path: path, file_path: 'elsewhere.md' }];
      expect((await mia.api('POST', '/repository/commits', { branch, commit_message: 'Move', actions })).status).toBe(
        201,
      );
    } else {
      expect((await mia.api('POST', '/repository/branches?branch=drafts&ref=main')).status).toBe(201);
      await mia.api('PUT', `/merge_requests/${at(first ?? null, 'iid')}`, { target_branch: 'drafts' });
    }
    expect((await mia.api('PUT', `/merge_requests/${at(first ?? null, 'iid')}/merge`)).status).toBe(200);
    await stage.gitlab.advance(1);
    const { code, lines } = await stage.sitrep(['sweep']);
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(/was merged, but .*: the review stays open/);
    expect(at(await issueOf(stage, iid), 'state')).toBe('opened');

    await stage.gitlab.advance(1);
    await green(stage, 'sweep');
    await merge(branch);
    expect(at(await issueOf(stage, iid), 'state')).toBe('closed');
    expect(await fileOn(stage, 'main', `pir/2026/2026-03-11-${iid}-jira-is-down.md`)).toContain('Jira');
  },
);
