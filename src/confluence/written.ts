// What we wrote to a page, and as which version: in the link to GitLab with which it ends, and in a property of it.
//
// The link arrives with the page in one request, so no page of ours is ever without it, wherever a run dies. The property is a
// second request, but people who edit the page do not take it away: it is asked where the link is gone.

import { keyIn, withKey } from '../http/key-link.ts';
import { refusedWhereUnread, ServiceError } from '../http/rest.ts';
import type { Client } from './client.ts';
import { WireProperties, type Written } from './wire.ts';

const PROPERTY = 'sitrep';

/** The link to `url` that says so. */
export function tellingLink(url: string, { version, hash }: Written): string {
  return withKey(url, `${version}:${hash}`);
}

/** What a page says, by its text or its property; undefined where it is not ours. */
export async function readWritten(client: Client, id: string, text: string): Promise<Written | undefined> {
  const found = /^(\d+):(.*)$/s.exec(keyIn(text) ?? '');
  if (found) return { version: Number(found[1]), hash: found[2] ?? '' };
  return (await propertyOf(client, id).catch(noneWhereUnread))?.value;
}

/** Tells it in the property too. Where that fails the link still tells, so how it ends is of no concern. */
export async function keepWritten(client: Client, id: string, value: Written): Promise<void> {
  const { rest, api } = client;
  const path = ['pages', id, 'properties'];
  const body = { key: PROPERTY, value };
  await refusedWhereUnread(async () => {
    const property = await propertyOf(client, id);
    if (!property) return rest.write({ method: 'POST', url: api(path), body }, () => undefined);
    const version = { number: property.version + 1 };
    return rest.write({ method: 'PUT', url: api([...path, property.id]), body: { ...body, version } }, () => undefined);
  });
}

/** Throws `ServiceError`. */
async function propertyOf({ rest, api }: Client, id: string) {
  const url = api(['pages', id, 'properties'], [['key', PROPERTY]]);
  const [property] = await rest.read({ method: 'GET', url }, WireProperties.parse);
  return property;
}

/** The token may lack the scope for properties. */
function noneWhereUnread(error: unknown): undefined {
  if (!(error instanceof ServiceError)) throw error;
}
