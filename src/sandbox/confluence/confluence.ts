// A Confluence Cloud that starts in a test: its v2, as far as publishing a review needs it.
//
// Real HTTP, with Confluence's own codes: a title is unique in its space, a stale version is a conflict, and what one may not
// see is not there.

import {
  type Account,
  addToken,
  addUser,
  behindGateway,
  type NewToken,
  type NewUser,
  nextId,
  senderOf,
} from '../atlassian/accounts.ts';
import { type Clock, makeClock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { RequestLog } from '../requests.ts';
import { makeService } from '../service.ts';
import { type Person, person } from './acting.ts';
import type { ConfluenceCore } from './core.ts';
import { spaceEntity, wordsOf } from './entities.ts';
import { gone, notFound, refused, tooMany } from './errors.ts';
import { addPage, may, needSpace, versionOf } from './page-data.ts';
import { registerPages } from './pages.ts';
import { authenticate, GATEWAY, paged, route } from './route.ts';
import { type ConfluenceStore, emptyConfluence, type PageStatus, type Right, type Space } from './store.ts';

export interface ConfluenceOptions {
  /** Default one of its own that starts at `now`. */
  readonly clock?: Clock;
  /** The instant an own clock starts at (ISO 8601); default the machine's. */
  readonly now?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** Whether limits on requests hold; default `confluence`. */
  readonly limits?: 'confluence' | 'none';
}

export interface NewSpace {
  readonly key: string;
  readonly name?: string;
  /** Only members see it. */
  readonly private?: boolean;
  readonly members?: readonly (readonly [Account, readonly Right[]])[];
}

/** A page in the words that people see. */
export interface PageView {
  readonly id: string;
  readonly space: string;
  readonly title: string;
  readonly status: PageStatus;
  /** The title of the page above; null at the top. */
  readonly parent: string | null;
  readonly version: number;
  readonly createdBy: string;
  readonly changedBy: string;
  readonly text: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Confluence {
  /** Without `/wiki`. */
  readonly url: string;
  /** Where scoped tokens work: put `/wiki/api/v2` behind it. */
  readonly gatewayUrl: string;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Every address and body that came in, as text; headers, where credentials travel, are not in it. */
  received(): string;
  addUser(user: NewUser): Account;
  /** One more token of a user's. */
  addToken(account: Account, token: NewToken): Account;
  /** Makes a space with its home page. */
  addSpace(space: NewSpace): Space;
  /** From now on they may do exactly this in the space. */
  permit(space: Space, account: Account, rights: readonly Right[]): void;
  /** Somebody at work in Confluence's own pages. */
  as(account: Account): Person;
  /** Every page but the homes, in the order they were made. */
  read(): PageView[];
  snapshot(): ConfluenceStore;
  /** Puts everything but the clock back to where it was. */
  restore(snapshot: ConfluenceStore): void;
  /** Refuses connections until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const CLOUD_ID = '35273b54-3f06-40d2-880f-dd28cf8daafa';

export async function startConfluence(options: ConfluenceOptions = {}): Promise<Confluence> {
  const clock = options.clock ?? makeClock(options.now, false);
  const service = makeService({
    clock,
    sender: (request) => senderOf(core, request),
    refusal: refused,
    throttled: (seconds) => tooMany(seconds, clock.now()),
    rewrite: (url) => behindGateway(GATEWAY, CLOUD_ID, url),
  });
  const core: ConfluenceCore = {
    kind: 'cloud',
    server: service.server,
    get url() {
      return service.url;
    },
    clock,
    store: emptyConfluence(),
    limited: options.limits !== 'none',
  };
  registerSpaces(core);
  registerPages(core);
  registerOld(core);
  await service.listen(options.port ?? 0);

  return {
    url: service.url,
    gatewayUrl: `${service.url}/ex/confluence/${CLOUD_ID}`,
    clock,
    requests: service.requests,
    faults: service.faults,
    received: service.received,
    addUser: (user) => addUser(core, user),
    addToken: ({ user }, token) => addToken(core, user, token),
    addSpace: (space) => addSpace(core, space),
    permit: ({ id }, { user }, rights) => void core.store.spaces.get(id)?.granted.set(user.id, rights),
    as: ({ user }) => person(core, user),
    read: () => readPages(core),
    snapshot: () => structuredClone(core.store),
    restore: (snapshot) => void Object.assign(core.store, structuredClone(snapshot)),
    down: service.down,
    up: service.up,
    close: service.close,
  };
}

function registerSpaces(core: ConfluenceCore): void {
  route(core, 'GET', '/spaces', (call) => {
    const keys = call.queries('keys').map((key) => key.toLowerCase());
    const ids = call.queries('ids');
    const found = [...core.store.spaces.values()].filter(
      (space) =>
        may(call.user, space, 'view') &&
        (keys.length === 0 || keys.includes(space.key.toLowerCase())) &&
        (ids.length === 0 || ids.includes(String(space.id))),
    );
    return paged(
      call,
      found.map((space) => spaceEntity(core, space)),
    );
  });
  route(core, 'GET', '/spaces/:space', (call) =>
    spaceEntity(core, needSpace(core, call.user, call.param('space'), 'view')),
  );
  route(core, 'GET', '/spaces/:space/operations', (call) => {
    const space = needSpace(core, call.user, call.param('space'), 'view');
    const allowed = OPERATIONS.filter(([right]) => may(call.user, space, right));
    return { operations: allowed.map(([, operation, targetType]) => ({ operation, targetType })) };
  });
}

/** As Confluence names what one may do in a space (its v2, "permitted operations"). */
const OPERATIONS: readonly (readonly [Right, operation: string, targetType: string])[] = [
  ['view', 'read', 'space'],
  ['add', 'create', 'page'],
  ['delete', 'delete', 'page'],
];

/** What is left of the first version: its content is gone, the caller is still told who they are. */
function registerOld(core: ConfluenceCore): void {
  const { server } = core;
  server.route({
    method: ['GET', 'POST', 'PUT', 'DELETE'],
    url: '/wiki/rest/api/content*',
    handler: () => {
      throw gone();
    },
  });
  server.get('/wiki/rest/api/user/current', async (request) => {
    const { accountId, email, displayName } = authenticate(core, request);
    return { type: 'known', accountId, accountType: 'atlassian', email, publicName: displayName, displayName };
  });
  server.all('/rest/api/*', () => {
    throw notFound('Page');
  });
}

function addSpace(core: ConfluenceCore, given: NewSpace): Space {
  const [author] = core.store.users.values();
  if (!author) throw new Error('add a user first: a space has an author');
  const id = nextId(core.store, 'spaces');
  const space: Space = {
    id,
    key: given.key,
    name: given.name ?? given.key,
    isPrivate: given.private ?? false,
    authorId: author.id,
    created: core.clock.stamp(),
    homeId: 0,
    granted: new Map(given.members?.map(([{ user }, rights]) => [user.id, rights])),
  };
  core.store.spaces.set(id, space);
  const body = { representation: 'storage', value: '' } as const;
  space.homeId = addPage(core, author, {
    space,
    title: `${space.name} Home`,
    parentId: null,
    status: 'current',
    ...body,
  }).id;
  return space;
}

function readPages({ store }: ConfluenceCore): PageView[] {
  const who = (id: number): string => store.users.get(id)?.displayName ?? String(id);
  const homes = new Set([...store.spaces.values()].map(({ homeId }) => homeId));
  return [...store.pages.values()]
    .filter(({ id }) => !homes.has(id))
    .map((page) => ({
      id: String(page.id),
      space: store.spaces.get(page.spaceId)?.key ?? String(page.spaceId),
      title: page.title,
      status: page.status,
      parent: page.parentId === null ? null : (store.pages.get(page.parentId)?.title ?? null),
      version: versionOf(page).number,
      createdBy: who(page.authorId),
      changedBy: who(versionOf(page).authorId),
      text: wordsOf(page),
      properties: Object.fromEntries(page.properties.map(({ key, value }) => [key, value])),
    }));
}
