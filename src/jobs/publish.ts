// The Post Incident Review as a page in Confluence: when it is opened for writing, and as it was merged.
//
// The page is found by its id, else by its title, which is unique in a space. People's edits there are not overwritten unseen:
// the version that is replaced is in the page's history, and the page says where the review is written.

import type { Confluence, Page, PageText } from '../confluence/port.ts';
import { issueUrl } from '../documents/views.ts';
import type { Incident } from '../incident/incident.ts';
import { digest } from '../process/comments.ts';
import { wantsPage } from '../process/places.ts';
import { shortened } from '../text/markdown.ts';
import { parse } from '../text/parse.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import type { Way } from './way.ts';
import type { Round } from './work.ts';

const MOST_TITLES = 5;

export async function publishPage(confluence: Confluence, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const { review, page } = incident;
  const settings = round.policy.confluence;
  if (!way.open || !settings || !review || !wantsPage(incident, round.policy)) return;
  const stage = review.merged?.sha ?? 'draft';
  if (page?.hash.startsWith(`${stage}:`)) return;
  const file = await round.work.gitlab.file(review.path, review.merged?.sha ?? review.branch);
  if (!file) return;
  const text = textOf(incident, file.text, stage, round);

  const known = await way.read('page', async () => ({ page: page && (await confluence.page(page.page)) }));
  if (!known) return;
  // What somebody put into the archive stays there.
  const written =
    known.page && !known.page.archived
      ? await replace(known.page, text, confluence, way)
      : await create(text, confluence, way, settings);
  if (!written) return;
  notes.record(`page:${written.id}:${written.version}`, {
    type: 'page-published',
    page: written.id,
    version: written.version,
    url: written.url,
    hash: text.hash,
  });
}

function textOf(incident: Incident, markdown: string, stage: string, round: Round): PageText {
  const url = incident.review?.url ?? issueUrl(incident, placeOf(round));
  const said = stage === 'draft' ? `It is being written there, and may change.` : 'It was agreed and merged there.';
  const body = markdown.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/<!--[\s\S]*?-->/g, '');
  return {
    title: shortened(`PIR #${incident.iid}: ${incident.title}`.replace(/\s+/g, ' '), 200),
    body: parse(`*A copy of the [Post Incident Review](${url}) in GitLab. ${said}*\n\n${body}`),
    url,
    hash: `${stage}:${digest(markdown)}`,
  };
}

/** From the version that was read; somebody who was faster is read once more. */
async function replace(page: Page, text: PageText, confluence: Confluence, way: Way): Promise<Page | undefined> {
  if (page.hash === text.hash) return page;
  const updated = await way.write('page', confluence.update(page, text));
  if (updated.is === 'done') return updated.value;
  if (updated.is !== 'refused' || updated.status !== 409) return undefined;
  const again = await way.read('page', () => confluence.page(page.id));
  const second = again && (await way.write('page', confluence.update(again, text)));
  return second?.is === 'done' ? second.value : undefined;
}

/** A page of that title is ours where it has our hash; else the next title is tried. */
async function create(
  text: PageText,
  confluence: Confluence,
  way: Way,
  { space, parent }: { readonly space: string; readonly parent?: string | undefined },
): Promise<Page | undefined> {
  for (let nth = 1; nth <= MOST_TITLES; nth += 1) {
    const titled = nth === 1 ? text : { ...text, title: `${text.title} (${nth})` };
    const there = await way.read('page', async () => ({ page: await confluence.pageTitled(space, titled.title) }));
    if (!there) return undefined;
    if (there.page?.hash !== undefined && !there.page.archived) return replace(there.page, titled, confluence, way);
    if (there.page) continue;
    const made = await way.write('page', confluence.create(space, parent, titled));
    if (made.is === 'done') return made.value;
    if (made.is === 'stopped') return undefined;
  }
  return undefined;
}
