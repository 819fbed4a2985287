// What GitLab has over GraphQL alone: the severity of an incident, before 19.5 (behaviours D3), and its Zoom calls.
//
// GraphQL answers 200 also when it refuses, and says so in one of two places: `errors` at the top for what may not be
// done or does not exist, the mutation's own for what is not valid.

import type { Severity } from '../incident/events.ts';
import { outcomeOf, WriteFailed } from './errors.ts';
import type { GitLab } from './port.ts';
import type { Requester } from './requester.ts';
import { type ProjectFacts, parsed, WireCalls, WireSeveritySet, wordFor } from './wire.ts';

const SET_SEVERITY = `mutation setSeverity($path: ID!, $iid: String!, $severity: IssuableSeverity!) {
  issueSetSeverity(input: { projectPath: $path, iid: $iid, severity: $severity }) { errors }
}`;

export function makeSeverity(
  host: string,
  requester: Requester,
  facts: () => Promise<ProjectFacts>,
): Pick<GitLab, 'setSeverity'> {
  return {
    setSeverity: (iid: number, severity: Severity) =>
      outcomeOf(async () => {
        const { path } = await facts();
        const variables = { path, iid: String(iid), severity: wordFor(severity) };
        return requester.post(`${host}/api/graphql`, { query: SET_SEVERITY, variables });
      }, assertSet),
  };
}

const CALLS = `query calls($id: WorkItemID!) {
  workItem(id: $id) { widgets { ... on WorkItemWidgetLinkedResources { linkedResources { nodes { url } } } } }
}`;

/** The addresses of the calls that `/zoom` added; none where this GitLab does not tell them. */
export function makeCalls(host: string, requester: Requester): Pick<GitLab, 'calls'> {
  return {
    async calls(issue) {
      const variables = { id: `gid://gitlab/WorkItem/${issue}` };
      const answer = await requester.post(`${host}/api/graphql`, { query: CALLS, variables });
      const { data } = parsed('the calls of an issue', WireCalls, answer);
      return (data?.workItem?.widgets ?? []).flatMap(({ linkedResources }) =>
        (linkedResources?.nodes ?? []).map(({ url }) => url),
      );
    },
  };
}

function assertSet(answer: unknown): undefined {
  const { errors = [], data } = parsed('the severity', WireSeveritySet, answer);
  const refusals = [...errors.map(({ message }) => message), ...(data?.issueSetSeverity?.errors ?? [])];
  if (refusals.length > 0) throw new WriteFailed({ outcome: 'refused', status: 200, reason: refusals.join('; ') });
  if (!data?.issueSetSeverity)
    throw new WriteFailed({
      outcome: 'unknown',
      reason: 'the answer says neither that the severity was set nor why not',
    });
}
