// The Post Incident Review as a page in Confluence: when it is opened for writing, and as it was merged.
//
// The page is found by its id, else by its title, which is unique in a space: so the title is that of the report, as the
// review's path is, and the hash that is written with it says whose page it is. People's edits there are not overwritten
// unseen: the version that is replaced is in the page's history, and the page says where the review is written.

import type { Confluence, Page, PageText } from '../confluence/port.ts';
import { issueUrl } from '../documents/views.ts';
import { GitLabError } from '../gitlab/errors.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { digest } from '../process/comments.ts';
import { ticketMark, wantsPage } from '../process/places.ts';
import { PUBLISHES } from '../process/undeliverable-words.ts';
import { shortened } from '../text/markdown.ts';
import { parse } from '../text/parse.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { reason } from './log.ts';
import { placeOf } from './observe.ts';
import type { Way, Written } from './way.ts';
import { eventsOf, type Round, type Step } from './work.ts';

const MOST_TITLES = 5;
const PAGE = 'confluence:page';

/** What Confluence refuses for good is said on the issue, and not tried again for this stage of the review. */
export async function publishPage(
  confluence: Confluence,
  way: Way,
  round: Round,
  step: Step,
  notes: Bookkeeping,
): Promise<void> {
  const incident = notes.incident();
  const { review, page, undeliverable } = incident;
  const settings = round.policy.confluence;
  if (!way.open || !settings || !review || !wantsPage(incident, round.policy)) return;
  const stage = review.merged?.sha ?? 'draft';
  const key = `${PUBLISHES}${stage}`;
  if (page?.hash.startsWith(`${stage}:`) || undeliverable.some((one) => one.key === key)) return;
  const file = await reviewFile(review.path, review.merged?.sha ?? review.branch, round, notes);
  if (!file) return;
  const text = textOf(incident, eventsOf(step), file.text, stage, round);

  const known = await way.read('page', async () => ({ page: page && (await confluence.page(page.page)) }));
  if (!known) return;
  // What somebody put into the archive stays there.
  const written =
    known.page && !known.page.archived
      ? await replace(known.page, text, confluence, way)
      : await create(text, ticketMark(incident), confluence, way, settings);
  if (written.is === 'refused' && !isOvertaken(written))
    notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to: PAGE, why: written.why });
  if (written.is !== 'done') return;
  const { id, version, url } = written.value;
  notes.record(`page:${id}:${version}`, { type: 'page-published', page: id, version, url, hash: text.hash });
}

/** GitLab may not show it to us: that is none of Confluence's troubles, and the next run asks again. */
async function reviewFile(
  path: string,
  ref: string,
  { work }: Round,
  notes: Bookkeeping,
): Promise<{ readonly text: string } | undefined> {
  try {
    return await work.gitlab.file(path, ref);
  } catch (error) {
    // That we may not is said where the review is written, and does not pass by itself.
    if (error instanceof GitLabError && error.status === 403) work.log.info(`the page of the review: ${reason(error)}`);
    else notes.owe(`the page of the review: ${reason(error)}`);
    return undefined;
  }
}

function textOf(
  incident: Incident,
  events: readonly IncidentEvent[],
  markdown: string,
  stage: string,
  round: Round,
): PageText {
  const url = incident.review?.url ?? issueUrl(incident, placeOf(round));
  const said = stage === 'draft' ? `It is being written there, and may change.` : 'It was agreed and merged there.';
  const body = markdown.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/<!--[\s\S]*?-->/g, '');
  const title = events.find((event) => event.type === 'reported')?.title ?? incident.title;
  return {
    title: shortened(`PIR #${incident.iid}: ${title}`.replace(/\s+/g, ' '), 200),
    body: parse(`*A copy of the [Post Incident Review](${url}) in GitLab. ${said}*\n\n${body}`),
    url,
    hash: `${stage}:${ticketMark(incident)}:${digest(markdown)}`,
  };
}

/** From the version that was read; somebody who was faster is read once more. */
async function replace(page: Page, text: PageText, confluence: Confluence, way: Way): Promise<Written<Page>> {
  if (page.hash === text.hash) return { is: 'done', value: page };
  const updated = await way.write('page', confluence.update(page, text));
  if (!isOvertaken(updated)) return updated;
  const again = await way.read('page', () => confluence.page(page.id));
  return again ? way.write('page', confluence.update(again, text)) : { is: 'stopped' };
}

/** Somebody was faster, which the next run reads. */
function isOvertaken(written: Written<Page>): boolean {
  return written.is === 'refused' && written.status === 409;
}

/** A page of that title is ours where its hash names our issue; where it is somebody's, the next title is tried. */
async function create(
  text: PageText,
  mark: string,
  confluence: Confluence,
  way: Way,
  { space, parent }: { readonly space: string; readonly parent?: string | undefined },
): Promise<Written<Page>> {
  for (let nth = 1; nth <= MOST_TITLES; nth += 1) {
    const titled = nth === 1 ? text : { ...text, title: `${text.title} (${nth})` };
    const there = await way.read('page', async () => ({ page: await confluence.pageTitled(space, titled.title) }));
    if (!there) return { is: 'stopped' };
    const ours = there.page?.hash?.split(':')[1] === mark;
    if (there.page && ours && !there.page.archived) return replace(there.page, titled, confluence, way);
    if (there.page) continue;
    const made = await way.write('page', confluence.create(space, parent, titled));
    // It may belong to a page that we may not see.
    if (made.is !== 'refused' || !/already exists/i.test(made.why)) return made;
  }
  return { is: 'refused', status: 400, why: `${MOST_TITLES} pages have this title already` };
}
