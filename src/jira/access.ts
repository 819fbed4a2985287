// Who we are at Jira, and what we may do there.

import { once } from '../http/memo.ts';
import type { Client } from './client.ts';
import { NEEDED_PERMISSIONS } from './cures.ts';
import type { Jira } from './port.ts';
import { WirePermissions, WireTypes, WireUser } from './wire.ts';

const PAGE = 50;

export function makeAccess(client: Client): Pick<Jira, 'me' | 'missingPermissions' | 'issueTypes'> {
  return {
    me: once(() => client.get(['myself'], {}, WireUser.parse)),
    async missingPermissions(project) {
      const keys = Object.keys(NEEDED_PERMISSIONS);
      const query = { projectKey: project, permissions: keys.join(',') };
      const granted = await client.get(['mypermissions'], query, WirePermissions.parse);
      return keys.filter((key) => !granted.has(key)).map((key) => NEEDED_PERMISSIONS[key] ?? key);
    },
    async issueTypes(project) {
      const names: string[] = [];
      for (;;) {
        const query = { startAt: String(names.length), maxResults: String(PAGE) };
        const page = await client.get(['issue', 'createmeta', project, 'issuetypes'], query, WireTypes.parse);
        names.push(...page.all.map(({ name }) => name));
        if (page.all.length === 0 || names.length >= (page.total ?? 0)) return names;
      }
    },
  };
}
