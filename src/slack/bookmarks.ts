// Bookmarks: the links at the top of a channel.
//
// Slack adds the same link as often as it is told to, so what is there is read first, and what is wanted is told by its link.

import type { Outcome } from '../http/outcome.ts';
import { visible } from '../text/visible.ts';
import { DONE, looking, write } from './calls.ts';
import type { Client } from './client.ts';
import type { Slack } from './port.ts';
import { shortened } from './sending.ts';
import { parsed, WireBookmarks } from './wire.ts';

/** Nobody can read more of it: it stands in a row with the others. */
const LONGEST_TITLE = 80;

export function makeBookmarks(client: Client, me: Slack['me']): Pick<Slack, 'setBookmarks'> {
  return {
    setBookmarks: (channel, wanted) =>
      looking(async () => {
        const answer = await client.read('bookmarks.list', { channel_id: channel });
        const present = parsed('bookmarks.list', WireBookmarks, answer).bookmarks;
        const { user } = await me();
        const steps: (() => Promise<Outcome<undefined>>)[] = [];
        const kept = new Set<string>();
        for (const { title: given, link } of wanted) {
          const title = titleFor(given);
          const [first] = present.filter((one) => one.link === link);
          if (first) kept.add(first.id);
          if (!first)
            steps.push(() => write(client, 'bookmarks.add', { channel_id: channel, type: 'link', title, link }));
          else if (first.title !== title)
            steps.push(() =>
              write(client, 'bookmarks.edit', { channel_id: channel, bookmark_id: first.id, title, link }),
            );
        }
        // Also the second of two with one link, which a run that was cut off may have left.
        for (const { id, last_updated_by_user_id: by } of present)
          if (!kept.has(id) && by === user)
            steps.push(() =>
              write(client, 'bookmarks.remove', { channel_id: channel, bookmark_id: id }, ['not_found']),
            );
        for (const step of steps) {
          const end = await step();
          if (end.outcome !== 'done') return end;
        }
        return DONE;
      }),
  };
}

function titleFor(given: string): string {
  return shortened(visible(given).replace(/\s+/g, ' ').trim(), LONGEST_TITLE);
}
