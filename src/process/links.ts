// Links that people paste, gathered where they are found again (R42, R72): calls, documents, tickets, chats. Only of hosts
// that are known for it; any other address stays in its comment.
//
// It is what somebody says, so it takes a responder; internal comments are not read for it.

import { RESPONDER } from '../commands/authority.ts';
import type { EventOf, Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { addressesIn, addressOf } from '../text/address.ts';
import { readable } from './bounds.ts';
import { digest, type SaidCommand } from './comments.ts';
import type { Cause, Draft } from './draft.ts';
import type { Observation } from './observation.ts';

export type FoundLink = Pick<EventOf<'linked'>, 'kind' | 'url'> & { readonly title: string };

/** Hosts of conferences, and the paths below which their calls are. */
const CALLS: readonly (readonly [host: RegExp, path: RegExp, name: string])[] = [
  [/^([\w-]+\.)?zoom(gov)?\.(us|com)$/, /^\/(j|my|s|w|wc)\/./, 'Zoom'],
  [/^meet\.google\.com$/, /^\/(lookup\/)?[\w-]{3,}/, 'Google Meet'],
  [/^teams\.(microsoft|live)\.com$/, /^\/(l\/meetup-join|meet)\/./, 'Teams'],
  [/^[\w-]+\.webex\.com$/, /^\/./, 'Webex'],
  [/^([\w-]+\.)?whereby\.com$/, /^\/./, 'Whereby'],
  [/^(meet\.jit\.si|(meet\.)?jitsi\.[\w.-]+)$/, /^\/./, 'Jitsi'],
];

/** Pages of a project in GitLab that belong into the record, and what one is called. */
const PAGES: readonly (readonly [path: RegExp, name: (id: string) => string])[] = [
  [/\/-\/wikis\/([^/?#]+(?:\/[^/?#]+)*)/, (page) => `wiki ${decoded(page)}`],
  [/\/-\/merge_requests\/(\d+)/, (iid) => `!${iid}`],
  [/\/-\/pipelines\/(\d+)/, (id) => `pipeline ${id}`],
  [/\/-\/snippets\/(\d+)/, (id) => `snippet ${id}`],
];

/** Each known address once, in the order of the text. `projectUrl` is an address in this GitLab. */
export function linksIn(text: string, policy: SharedPolicy, projectUrl: string): readonly FoundLink[] {
  const found = new Map<string, FoundLink>();
  for (const url of addressesIn(readable(text))) {
    const link = callAt(url) ?? ticketAt(url, policy) ?? documentAt(url, policy, projectUrl);
    if (link && !found.has(url.href)) found.set(url.href, { ...link, url: url.href });
  }
  return [...found.values()];
}

/** More are a list of their own. */
const MOST_LINKS = 20;

/** These say themselves what their address is for, and are refused or not. */
const OWN: ReadonlySet<string> = new Set(['bridge', 'room']);

/** Records what `text` links to, each address once, but for what its `commands` link. `source` names where it was said. */
export function hearLinks(
  text: string,
  commands: readonly SaidCommand[],
  cause: Omit<Cause, 'id'> & { readonly by: Person },
  source: string,
  seen: Observation,
  work: Draft,
  policy: SharedPolicy,
): void {
  const { incident } = work;
  if (commands.some(({ name }) => OWN.has(name ?? ''))) return;
  if (cause.internal || (seen.people.levels.get(cause.by.id) ?? 0) < RESPONDER) return;
  for (const { kind, url, title } of linksIn(text, policy, seen.issue.url)) {
    if (incident.links.length >= MOST_LINKS) return;
    if (isKnown(url, incident)) continue;
    // Where people talk is for whoever leads to say: a second call is only a link.
    const second = kind === 'bridge' && incident.links.some((link) => link.kind === 'bridge');
    const fact = { type: 'linked', kind: second ? 'document' : kind, url, title } as const;
    work.record({ ...cause, id: `link:${source}:${digest(url)}` }, fact);
  }
}

function isKnown(url: string, { links, room, ticket, page, review }: Incident): boolean {
  return [...links, room, ticket, page, review].some((one) => one?.url === url);
}

type Meaning = Omit<FoundLink, 'url'>;

function callAt({ hostname, pathname }: URL): Meaning | undefined {
  const call = CALLS.find(([host, path]) => host.test(hostname) && path.test(pathname));
  return call && { kind: 'bridge', title: call[2] };
}

function ticketAt(url: URL, policy: SharedPolicy): Meaning | undefined {
  const jira = policy.jira && new URL(policy.jira.url);
  const key = /\/browse\/([A-Z][A-Z0-9_]*-\d+)(?:$|\/)/.exec(url.pathname)?.[1];
  return jira?.host === url.host && key !== undefined ? { kind: 'ticket', title: key } : undefined;
}

function documentAt(url: URL, policy: SharedPolicy, projectUrl: string): Meaning | undefined {
  const title = titleOf(url, policy, projectUrl);
  return title === undefined ? undefined : { kind: 'document', title };
}

function titleOf(url: URL, policy: SharedPolicy, projectUrl: string): string | undefined {
  const { hostname, host, pathname } = url;
  if (hostname === 'docs.google.com' && pathname.length > 1) return 'Google document';
  if (/(^|\.)slack(-gov)?\.com$/.test(hostname) && pathname.startsWith('/archives/')) return 'Slack';
  if (policy.confluence && new URL(policy.confluence.url).host === host && pathname.length > 1)
    return 'Confluence page';
  if (addressOf(projectUrl)?.host !== host) return undefined;
  for (const [path, name] of PAGES) {
    const id = path.exec(pathname)?.[1];
    if (id !== undefined) return name(id);
  }
  return undefined;
}

function decoded(page: string): string {
  try {
    return decodeURIComponent(page);
  } catch {
    return page;
  }
}
