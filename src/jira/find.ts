// Finds the ticket that an earlier run may have made.
//
// Jira has no key that would make creation repeatable, and Cloud's search may not know yet what was made a minute ago. Reading
// by key knows at once, and keys are consecutive: so where the search finds nothing, the keys around the newest one that it
// knows are read one by one. Only then is a ticket not there.

import { ServiceError, unlessMissing } from '../http/rest.ts';
import { plusMinutes } from '../text/time.ts';
import { CLOCKS_DIFFER_MINUTES, type Client } from './client.ts';
import { byLabel, byRemoteLink, newestOf, numberOf } from './jql.ts';
import type { Jira } from './port.ts';
import { search } from './search.ts';
import { type Found, WireBulk, WireFoundOne, WireFoundPage, WireKeyPage } from './wire.ts';

/** On a ticket, names what it was made for; nobody takes it away by tidying up labels. */
export const MARK_PROPERTY = 'sitrep.mark';

const MOST_HITS = 20;
/** One request reads so many keys on Cloud. */
const KEYS_AT_ONCE = 100;
/** How far back from the newest key that the search knows: it learns of tickets out of order. */
const KEYS_BACK = 40;
const MOST_REQUESTS = 30;
/** On Data Center each key is a request of its own, but its search lags by seconds at most: keys are lost only one by one. */
const SINGLE_KEYS_BACK = 5;
const SINGLE_KEYS_MISSING = 8;

const ASKED = { fields: ['labels', 'created'], properties: [MARK_PROPERTY] };

export function makeFind(client: Client): Jira['find'] {
  return async (project, mark, since, globalId) => {
    const earliest = plusMinutes(since, -CLOCKS_DIFFER_MINUTES);
    // What says that it was made for something else is not it, whatever label or link it got.
    const may = (one: Found): boolean => one.created >= earliest && (one.mark === undefined || one.mark === mark);
    const lowest = (all: readonly Found[]): { readonly key: string } | undefined => {
      const [first] = all.filter(may).toSorted((a, b) => numberOf(a.key) - numberOf(b.key));
      return first && { key: first.key };
    };
    const labelled = lowest(await hits(client, byLabel(mark, project)));
    if (labelled) return labelled;
    const linked = globalId === undefined ? undefined : lowest(await linkedTo(client, globalId, project));
    if (linked) return linked;
    const ours = (one: Found): boolean => one.mark === mark || one.labels.includes(mark);
    return lowest((await latest(client, project)).filter(ours));
  };
}

/** Data Center's search shows no properties: what it finds is read one by one. */
async function hits(client: Client, jql: string): Promise<readonly Found[]> {
  if ((await client.kind()) === 'cloud') return search(client, { jql, ...ASKED, most: MOST_HITS }, WireFoundPage.parse);
  const keys = await search(client, { jql, fields: ['created'], most: MOST_HITS }, WireKeyPage.parse);
  const found = await Promise.all(keys.map(({ key }) => readOne(client, key)));
  return found.flatMap((one) => one ?? []);
}

function readOne(client: Client, key: string): Promise<Found | undefined> {
  const query = { fields: ASKED.fields.join(','), properties: ASKED.properties.join(',') };
  return unlessMissing(client.get(['issue', key], query, WireFoundOne.parse));
}

/** Not every Jira has that function: where it has not, the keys tell. */
async function linkedTo(client: Client, globalId: string, project: string): Promise<readonly Found[]> {
  try {
    return await hits(client, byRemoteLink(globalId, project));
  } catch (error) {
    if (error instanceof ServiceError && error.status === 400) return [];
    throw error;
  }
}

/** The tickets around and behind the newest that the search knows. */
async function latest(client: Client, project: string): Promise<readonly Found[]> {
  const [newest] = await search(client, { jql: newestOf(project), fields: ['created'], most: 1 }, WireKeyPage.parse);
  // A project that was renamed answers to its old key, and its tickets have the new one.
  const prefix = newest?.key.replace(/-\d+$/, '') ?? project;
  const known = newest ? numberOf(newest.key) : 0;
  return (await client.kind()) === 'cloud' ? byHundreds(client, prefix, known) : oneByOne(client, prefix, known);
}

async function byHundreds(client: Client, prefix: string, known: number): Promise<readonly Found[]> {
  const found: Found[] = [];
  let from = Math.max(1, known - KEYS_BACK + 1);
  for (let requests = 0; requests < MOST_REQUESTS; requests += 1) {
    const keys = Array.from({ length: KEYS_AT_ONCE }, (_, index) => `${prefix}-${from + index}`);
    const there = await client.ask(['issue', 'bulkfetch'], { issueIdsOrKeys: keys, ...ASKED }, WireBulk.parse);
    found.push(...there);
    if (!there.some(({ key }) => numberOf(key) > Math.max(known, from - 1))) return found;
    from += KEYS_AT_ONCE;
  }
  throw cannotTell(prefix);
}

/** Failed creations burn keys: the end is where several in a row are missing. */
async function oneByOne(client: Client, prefix: string, known: number): Promise<readonly Found[]> {
  const found: Found[] = [];
  const first = Math.max(1, known - SINGLE_KEYS_BACK + 1);
  let missing = 0;
  for (let number = first; number < first + MOST_REQUESTS * 2; number += 1) {
    const there = await readOne(client, `${prefix}-${number}`);
    if (there) found.push(there);
    if (number > known) missing = there ? 0 : missing + 1;
    if (missing >= SINGLE_KEYS_MISSING) return found;
  }
  throw cannotTell(prefix);
}

function cannotTell(project: string): ServiceError {
  const reason = `its search is far behind: whether the ticket was made in ${project} cannot be told yet`;
  return new ServiceError('Jira', 'looking for a ticket', { outcome: 'refused', status: 0, reason });
}
