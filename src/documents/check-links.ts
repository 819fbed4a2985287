// Links of a review that lead nowhere (R72): to files that are not in the repository, to headings that are not in their page,
// and to the incident's own places where these are elsewhere by the record.
//
// What the record says stands in the review itself, in the block that sitrep writes, so the check needs neither a token nor
// the network: addresses elsewhere are not fetched.

import { posix } from 'node:path';
import { digest } from '../process/comments.ts';
import { code } from '../text/markdown.ts';
import { nearest } from '../text/nearest.ts';
import { type Reference, references } from '../text/references.ts';
import type { Lack } from './check-review.ts';

/** What there is at a path of the repository: `nothing` comes with the names beside it. */
export type Found =
  | { readonly is: 'there'; readonly anchors?: ReadonlySet<string> }
  | { readonly is: 'nothing'; readonly beside: readonly string[] };

/**
 * @param look what there is at a path from the repository's root, which never begins with `..`
 * @returns the links that lead nowhere, and the lines that are too long to be searched for links
 */
export async function checkLinks(
  path: string,
  text: string,
  look: (path: string) => Promise<Found>,
): Promise<{ readonly lacks: readonly Lack[]; readonly unread: readonly number[] }> {
  const { links, anchors, unread } = references(text);
  const record = recordIn(text.replace(/\r\n?/g, '\n'));
  const lacks: Lack[] = [...record.lacks];
  for (const link of links) {
    const what = isAddress(link.href)
      ? elsewhere(link, record.places)
      : await wrongInRepository(link.href, path, anchors, look);
    if (what !== undefined) lacks.push({ line: link.line, what });
  }
  return { lacks, unread };
}

/** The places of the incident by their names; a block in which somebody wrote is no record. */
function recordIn(text: string): { readonly places: ReadonlyMap<string, string>; readonly lacks: readonly Lack[] } {
  const begin = /<!-- sitrep:begin places ([0-9a-f]{1,64}) -->\n/.exec(text);
  const from = begin ? begin.index + begin[0].length : 0;
  const end = begin ? text.indexOf('<!-- sitrep:end places -->', from) : -1;
  if (!begin || end < 0) return { places: new Map(), lacks: [] };
  const block = text.slice(from, end).trim();
  if (digest(block) === begin[1])
    return { places: new Map(references(block).links.map((link) => [link.text, link.href])), lacks: [] };
  const line = text.slice(0, from).split('\n').length;
  const what = 'somebody wrote in the block of places: put it back; what is wrong there is corrected on the incident';
  return { places: new Map(), lacks: [{ line, what }] };
}

/** Named as one of the incident's places, and another address. */
function elsewhere({ text, href }: Reference, places: ReadonlyMap<string, string>): string | undefined {
  const right = places.get(text);
  if (right === undefined || href === right || href.startsWith(`${right}#`)) return undefined;
  return `${code(text, 80)} is not at ${code(href, 200)}: write \`${right}\``;
}

/** With a scheme, or without one on another host; what begins so is never a file of ours. */
function isAddress(href: string): boolean {
  return /^[a-z][a-z\d+.-]*:|^\/\//i.test(href);
}

async function wrongInRepository(
  href: string,
  from: string,
  ownAnchors: ReadonlySet<string>,
  look: (path: string) => Promise<Found>,
): Promise<string | undefined> {
  const [, before = '', anchor] = /^([^#]*)(?:#(.*))?$/s.exec(href) ?? [];
  const target = decoded(before.replace(/\?.*$/s, ''));
  if (target === '' && anchor === undefined) return 'this link leads nowhere: give it an address, or take it away';
  if (target === '') return wrongAnchor(anchor, ownAnchors, 'this page');
  const path = posix.normalize(target.startsWith('/') ? `.${target}` : posix.join(posix.dirname(from), target));
  const said = code(href, 200);
  if (path.startsWith('..') || path.includes('\0')) return `${said} leads out of the repository: write a whole address`;
  const found = await look(path);
  if (found.is === 'there') return wrongAnchor(anchor, found.anchors, code(path, 200));
  const near = nearest(posix.basename(path), found.beside);
  const instead = near === undefined ? 'correct it, or take it away' : `did you mean ${code(near, 200)}?`;
  return `${said} is not in the repository: ${instead}`;
}

/** Lines of a file are anchors too; a file that is no page has no headings. */
function wrongAnchor(
  anchor: string | undefined,
  anchors: ReadonlySet<string> | undefined,
  where: string,
): string | undefined {
  const wanted = decoded(anchor ?? '').replace(/^user-content-/, '');
  if (wanted === '' || !anchors || anchors.has(wanted) || /^L\d+(-L?\d+)?$/.test(wanted)) return undefined;
  const near = nearest(wanted, anchors);
  const instead = near === undefined ? 'write one that is' : `did you mean ${code(`#${near}`, 200)}?`;
  return `${where} has no heading ${code(`#${wanted}`, 200)}: ${instead}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
