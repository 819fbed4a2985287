// Remote links: the one write of Jira that may be repeated at will, for it is an upsert by `globalId`.

import type { Outcome } from '../http/outcome.ts';
import { ServiceError } from '../http/rest.ts';
import type { Client } from './client.ts';
import type { Jira, RemoteLink } from './port.ts';
import { remove } from './removal.ts';
import { WireLinks } from './wire.ts';

/** Shown as the group of the link on the ticket's page. */
const RELATIONSHIP = 'incident';
const APPLICATION = { type: 'sitrep', name: 'sitrep' };
const TITLE_LENGTH = 255;

export function makeLinks(client: Client): Pick<Jira, 'links' | 'setLink' | 'removeLink'> {
  async function links(key: string): Promise<readonly RemoteLink[]> {
    const all = await client.get(['issue', key, 'remotelink'], {}, WireLinks.parse);
    return all.filter(({ globalId }) => globalId !== '');
  }

  /** A lost answer is made good by looking. */
  async function setLink(key: string, link: RemoteLink): Promise<Outcome<undefined>> {
    const body = {
      globalId: link.globalId,
      application: APPLICATION,
      relationship: RELATIONSHIP,
      object: { url: link.url, title: titled(link.title), status: { resolved: link.resolved === true } },
    };
    const path = ['issue', key, 'remotelink'];
    const sent = await client.write({ method: 'POST', path, body, ticket: key }, () => undefined);
    if (sent.outcome !== 'unknown') return sent;
    const there = await unlessUnread(links(key));
    return there?.some((one) => isSame(one, link)) ? { outcome: 'done', value: undefined } : sent;
  }

  return {
    links,
    setLink,
    removeLink: (key, globalId) =>
      remove(client, { path: ['issue', key, 'remotelink'], query: { globalId }, ticket: key }),
  };
}

function isSame(one: RemoteLink, other: RemoteLink): boolean {
  return (
    one.globalId === other.globalId && one.url === other.url && (one.resolved === true) === (other.resolved === true)
  );
}

async function unlessUnread<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** One line, as long as Jira shows. */
function titled(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1)}…`;
}
