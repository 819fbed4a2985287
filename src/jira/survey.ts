// Jira as it is set up, for who examines whether tickets can be kept there. It reads, and writes nothing.

import { unlessMissing } from '../http/rest.ts';
import { makeAccess } from './access.ts';
import { type JiraConnection, makeClient, type Path } from './client.ts';
import type { Jira } from './port.ts';
import { WireNames, WireProjectName, WireProjectStatuses, WireScreen, WireTypes } from './wire.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A field that can be filled when a ticket is created. */
export interface ScreenField extends Named {
  /** No ticket can be created without it, and it has no default. */
  readonly needed: boolean;
}

export interface JiraSurvey extends Pick<Jira, 'kind' | 'me' | 'missingPermissions'> {
  /** Undefined where it does not exist, or is not for us. */
  project(key: string): Promise<{ readonly name: string } | undefined>;
  /** Issue types that can be created in the project. */
  types(project: string): Promise<readonly Named[]>;
  /** That tickets of the type can have. */
  statuses(project: string, type: Named): Promise<readonly Named[]>;
  createFields(project: string, type: Named): Promise<readonly ScreenField[]>;
  priorities(): Promise<readonly Named[]>;
  readonly requests: { readonly count: number };
}

const PAGE = 50;

/** Sends nothing yet; throws on an address or token that can be none. Its reads throw `ServiceError`. */
export function connectJiraSurvey(connection: JiraConnection): JiraSurvey {
  const client = makeClient(connection);
  const { me, missingPermissions } = makeAccess(client);

  async function every<T>(
    path: Path,
    understand: (answer: unknown) => { readonly all: readonly T[]; readonly total?: number | null | undefined },
  ): Promise<readonly T[]> {
    const found: T[] = [];
    for (;;) {
      const page = await client.get(path, { startAt: String(found.length), maxResults: String(PAGE) }, understand);
      found.push(...page.all);
      if (page.all.length === 0 || found.length >= (page.total ?? 0)) return found;
    }
  }

  return {
    kind: client.kind,
    me,
    missingPermissions,
    project: (key) => unlessMissing(client.get(['project', key], {}, WireProjectName.parse)),
    types: (project) => every(['issue', 'createmeta', project, 'issuetypes'], WireTypes.parse),
    async statuses(project, type) {
      const all = await client.get(['project', project, 'statuses'], {}, WireProjectStatuses.parse);
      return all.find(({ id }) => id === type.id)?.statuses ?? [];
    },
    createFields: (project, { id }) => every(['issue', 'createmeta', project, 'issuetypes', id], WireScreen.parse),
    priorities: () => client.get(['priority'], {}, WireNames.parse),
    requests: client.requests,
  };
}
