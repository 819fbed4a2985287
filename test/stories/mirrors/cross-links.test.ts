// Every place of an incident leads to every other, or on purpose does not: a table of what each holds, read from the services
// themselves. A status page is not there yet; its internal part will be one more row and column.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { at, type Stage } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { descriptionOf, fileOn, listed } from '../story.ts';
import { botIn, card, later, responding, room, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();
const CALL = 'https://zoom.us/j/123456789?pwd=s3cr3t';

let stage: Stage;
/** What each place holds, and by what it is known to lead to another. */
let holds: Readonly<Record<string, string>>;
let addresses: Readonly<Record<string, string>>;

beforeAll(async () => {
  stage = await open(withMirrors());
  const iid = await responding(stage);
  await stage.person('ana').say(iid, `/bridge ${CALL}\n/announce Nexus is down, next 4h`);
  await later(stage);
  await stage.person('ana').say(iid, '/mitigated\n/evidence none it was the disk');
  await later(stage);
  await stage.person('ana').say(iid, '/announce All clear: Nexus is back\n/resolved it was the disk');
  await later(stage);
  await later(stage, 5);
  const channel = room(stage);
  const [page] = stage.mirrors.confluence.read();
  const { key, remoteLinks, fields } = ticket(stage);
  const review = await reviewOf(stage, iid);
  holds = {
    issue: await descriptionOf(stage, iid),
    room: [channel.topic, card(channel), ...channel.bookmarks.map(({ link }) => link)].join('\n'),
    ticket: [fields['description'], ...remoteLinks.map(({ url }) => url)].join('\n'),
    review: review.text,
    page: JSON.stringify([...stage.mirrors.confluence.snapshot().pages.values()]),
    users: botIn(stage.mirrors.slack.channel('#builders')).join('\n'),
  };
  addresses = {
    issue: `/-/issues/${iid}`,
    room: channel.id,
    ticket: `/browse/${key}`,
    review: `/-/merge_requests/${review.mr}`,
    page: `/pages/${page?.id}`,
    call: 'pwd=s3cr3t',
  };
}, 60_000);

it.each`
  place       | issue   | room    | ticket   | review   | page     | call     | why
  ${'issue'}  | ${true} | ${true} | ${true}  | ${true}  | ${true}  | ${true}  | ${'the one page from which all is found'}
  ${'room'}   | ${true} | ${true} | ${true}  | ${true}  | ${true}  | ${true}  | ${'a responder need not look elsewhere'}
  ${'ticket'} | ${true} | ${true} | ${true}  | ${true}  | ${true}  | ${true}  | ${'for those who manage from Jira'}
  ${'review'} | ${true} | ${true} | ${true}  | ${false} | ${false} | ${false} | ${'it is the review; the page is its copy; the call is over, its password is not'}
  ${'page'}   | ${true} | ${true} | ${true}  | ${true}  | ${false} | ${false} | ${'as the review, of which it is a copy'}
  ${'users'}  | ${true} | ${true} | ${false} | ${false} | ${false} | ${false} | ${'who wait are told where to follow; call and ticket are for those who work'}
`(
  'R72, R70 (partly): $place leads to issue ($issue), room ($room), ticket ($ticket), review ($review), page ($page), call ($call): $why',
  ({ place, why: _why, ...wanted }) => {
    const text = holds[place] ?? '';
    const led = Object.entries(addresses).map(([name, address]) => [name, text.includes(address)] as const);
    // Where it is itself is no question.
    const others = (all: readonly (readonly [string, unknown])[]) =>
      Object.fromEntries(all.filter(([name]) => name !== place));
    expect(others(led)).toEqual(others(Object.entries(wanted)));
  },
);

it('R72: of the review that sitrep wrote no link is broken; one that leads elsewhere than the record is told with the right address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-review-'));
  const path = join(folder, 'review.md');
  const said = async (text: string): Promise<readonly string[]> => {
    writeFileSync(path, text);
    const { lines } = await stage.sitrep(['review', '--check', path]);
    return lines.filter((line) => /repository|no heading|leads nowhere|is not at|places/.test(line));
  };
  try {
    const { key } = ticket(stage);
    expect(await said(holds['review'] ?? '')).toEqual([]);
    expect(await said(`${holds['review']}\n[${key}](https://jira.test/browse/OLD-1) [last time](gone.md)\n`)).toEqual([
      expect.stringMatching(new RegExp(`${key}.*OLD-1.*write .*/browse/${key}`)),
      expect.stringContaining('`gone.md` is not in the repository'),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Its file, and the number of its merge request. */
async function reviewOf(stage: Stage, iid: number): Promise<{ readonly text: string; readonly mr: number }> {
  const branch = `pir/${iid}`;
  const [request = null] = await listed(stage, `/merge_requests?state=opened&source_branch=${branch}`);
  const text = await fileOn(stage, branch, `pir/2026/2026-03-11-${iid}-nexus-answers-502.md`);
  return { text: text ?? '', mr: Number(at(request, 'iid')) };
}
