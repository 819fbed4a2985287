// People as Jira shows them: by account id on Cloud, by name on Data Center.

import { type JiraCore, jiraTime } from './core.ts';
import { refused } from './errors.ts';
import { type Json, route, type Version } from './route.ts';
import type { JiraUser } from './store.ts';

export function registerPeople(core: JiraCore): void {
  route(core, 'GET', '/myself', ({ version, user }) => ({
    ...personEntity(core, version, user),
    ...(core.kind === 'cloud' ? { accountType: user.kind, locale: core.language } : {}),
    groups: { size: 1, items: [] },
    applicationRoles: { size: 1, items: [] },
  }));

  route(core, 'GET', '/user/search', (call) => {
    const sought = call.query(core.kind === 'cloud' ? 'query' : 'username') ?? call.query('accountId');
    if (sought === undefined || sought === '') {
      throw refused(400, [`The query parameter '${core.kind === 'cloud' ? 'query' : 'username'}' was not provided`]);
    }
    return [...core.store.users.values()]
      .filter((user) => user.active && matches(user, sought.toLowerCase()))
      .slice(call.number('startAt', 0))
      .slice(0, call.number('maxResults', 50))
      .map((user) => ({
        ...personEntity(core, call.version, user),
        ...(core.kind === 'cloud' ? { accountType: user.kind } : {}),
      }));
  });

  registerServerInfo(core);
}

/** The one route that answers anybody: it tells Cloud from Data Center. */
function registerServerInfo(core: JiraCore): void {
  const info = (): Json => ({
    baseUrl: core.url,
    version: core.kind === 'cloud' ? '1001.0.0-SNAPSHOT' : '10.3.2',
    versionNumbers: core.kind === 'cloud' ? [1001, 0, 0] : [10, 3, 2],
    deploymentType: core.kind === 'cloud' ? 'Cloud' : 'Server',
    buildNumber: 100_300,
    buildDate: '2026-11-02T00:00:00.000+0000',
    serverTime: jiraTime(new Date(core.clock.now()).toISOString()),
    scmInfo: 'sandbox',
    serverTitle: 'Jira',
  });
  const versions: readonly Version[] = core.kind === 'cloud' ? ['2', '3'] : ['2'];
  for (const version of versions) core.server.get(`/rest/api/${version}/serverInfo`, async () => info());
  if (core.kind === 'cloud') core.server.get('/_edge/tenant_info', async () => ({ cloudId: core.cloudId }));
}

/** Who did something, as it stands on issues, comments and changes. */
export function personEntity(core: JiraCore, version: Version, user: JiraUser): Json {
  const { displayName, active, email } = user;
  const shown = { displayName, active, emailAddress: email, timeZone: 'Etc/UTC', avatarUrls: avatars(core, user) };
  const self = `${core.url}/rest/api/${version}/user`;
  if (core.kind === 'cloud')
    return { self: `${self}?accountId=${user.accountId}`, accountId: user.accountId, ...shown };
  return { self: `${self}?username=${user.name}`, key: `JIRAUSER${user.id}`, name: user.name, ...shown };
}

/** The person of an id in the store; null for nobody. */
export function personOf(core: JiraCore, version: Version, id: unknown): Json | null {
  const user = typeof id === 'number' ? core.store.users.get(id) : undefined;
  return user ? personEntity(core, version, user) : null;
}

/** The user whom a body names: `accountId` on Cloud, `name` or `key` on Data Center. */
export function userNamed({ kind, store }: JiraCore, value: Json): JiraUser | undefined {
  const users = [...store.users.values()];
  if (kind === 'cloud') return users.find(({ accountId }) => accountId === (value['accountId'] ?? value['id']));
  return users.find(({ name, id }) => name === value['name'] || `JIRAUSER${id}` === value['key']);
}

function avatars(core: JiraCore, user: JiraUser): Json {
  const url = (size: number): string => `${core.url}/secure/useravatar?size=${size}&ownerId=${user.id}`;
  return { '16x16': url(16), '24x24': url(24), '32x32': url(32), '48x48': url(48) };
}

function matches({ displayName, email, name, accountId }: JiraUser, sought: string): boolean {
  return [displayName, email, name].some((text) => text.toLowerCase().includes(sought)) || accountId === sought;
}
