// The review as a page in Confluence: there when it is to be written, as it was merged when it is.

import { expect, it } from 'vitest';
import { at, type Stage } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { descriptionOf, green, listed, saidOn } from '../story.ts';
import { later, responding, room, withMirrors } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

const pages = (stage: Stage) => stage.mirrors.confluence.read().filter(({ createdBy }) => createdBy === 'sitrep');

async function inReview(stage: Stage): Promise<number> {
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/mitigated the spare answers\n/evidence none it was the disk');
  await green(stage, 'react');
  await stage.person('ana').say(iid, '/announce All clear: Nexus is back\n/resolved it was the disk');
  await later(stage, 61);
  return iid;
}

async function merge(stage: Stage, iid: number): Promise<void> {
  const branch = `pir/${iid}`;
  const path = `pir/2026/2026-03-11-${iid}-nexus-answers-502.md`;
  const { body } = await stage
    .person('root')
    .api('GET', `/repository/files/${encodeURIComponent(path)}/raw?ref=${encodeURIComponent(branch)}`);
  await stage.person('root').api('POST', '/repository/commits', {
    branch,
    commit_message: 'What we learned',
    actions: [{ action: 'update', file_path: path, content: `${String(body)}\n\nWe shall watch the disk.\n` }],
  });
  const [request = null] = await listed(stage, `/merge_requests?state=opened&source_branch=${branch}`);
  const merged = await stage.person('root').api('PUT', `/merge_requests/${at(request, 'iid')}/merge`);
  expect(merged.status).toBe(200);
}

it('is there when the review begins, and as it was merged in the end: one page, linked from issue and channel', async () => {
  const stage = await opened();
  const iid = await inReview(stage);
  await later(stage);
  const [draft, ...others] = pages(stage);
  expect(others).toEqual([]);
  expect(draft).toMatchObject({ title: `PIR #${iid}: Nexus answers 502`, version: 1, status: 'current' });
  expect(draft?.text).toContain('It is being written there');
  expect(room(stage).bookmarks.map(({ title }) => title)).toContain('Review in Confluence');
  expect(await descriptionOf(stage, iid)).toContain(`/pages/${draft?.id}`);
  await merge(stage, iid);
  await later(stage);
  await later(stage, 5);
  const [page, ...more] = pages(stage);
  expect(more).toEqual([]);
  expect(page).toMatchObject({ id: draft?.id, version: 2 });
  expect(page?.text).toContain('We shall watch the disk.');
  expect(page?.text).toContain('agreed and merged');
});

it('people edited the page meanwhile: what was merged replaces it, what they wrote is in its history', async () => {
  const stage = await opened();
  const iid = await inReview(stage);
  await later(stage);
  const [draft] = pages(stage);
  const { confluence } = stage.mirrors;
  const person = confluence.as(confluence.addUser({ name: 'ana', email: 'ana@example.org' }));
  person.edit(draft?.id ?? '', 'My own words');
  await merge(stage, iid);
  await later(stage);
  await later(stage, 5);
  expect(pages(stage)).toMatchObject([{ id: draft?.id, version: 3, changedBy: 'sitrep' }]);
  expect(pages(stage)[0]?.text).toContain('We shall watch the disk.');
});

it('the title is somebody else’s page: that is left alone, ours is called otherwise', async () => {
  const stage = await opened();
  const { confluence } = stage.mirrors;
  const [space] = confluence.snapshot().spaces.values();
  const person = confluence.as(confluence.addUser({ name: 'ana', email: 'ana@example.org' }));
  if (space) person.create(space, 'PIR #1: Nexus answers 502', 'Mine');
  await inReview(stage);
  await later(stage);
  expect(confluence.read().map(({ title, createdBy }) => `${title} by ${createdBy}`)).toEqual([
    'PIR #1: Nexus answers 502 by ana',
    'PIR #1: Nexus answers 502 (2) by sitrep',
  ]);
});

it('somebody archives the page: that stays there, and the merged review is a page again, once', async () => {
  const stage = await opened();
  const iid = await inReview(stage);
  await later(stage);
  const { confluence } = stage.mirrors;
  confluence.as(confluence.addUser({ name: 'ana', email: 'ana@example.org' })).archive(pages(stage)[0]?.id ?? '');
  await merge(stage, iid);
  await later(stage);
  await later(stage, 5);
  const living = pages(stage).filter(({ status }) => status === 'current');
  expect(living.map(({ text }) => text.includes('We shall watch the disk.'))).toEqual([true]);
});

it('the line is cut when the page is there: one page', async () => {
  const stage = await opened();
  stage.mirrors.confluence.faults.add({ method: 'POST', path: /\/pages/, act: { do: 'cut-after' } });
  const iid = await inReview(stage);
  await later(stage, 5);
  await later(stage, 10);
  expect(pages(stage)).toMatchObject([{ version: 1 }]);
  expect((await saidOn(stage, iid)).join('\n')).not.toContain('Confluence is behind');
});
