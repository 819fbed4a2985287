// The Post Incident Review in the repository: a file on its own branch, a merge request, its reviewers.
// Written anew when the record has moved; what people wrote in it survives.

import { pirBranch, pirPath, pirText } from '../documents/pir.ts';
import { regenerate } from '../documents/regenerate.ts';
import { reviewDescription, reviewTitle } from '../documents/review-request.ts';
import type { Outcome } from '../http/outcome.ts';
import type { Fact, IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Round } from './work.ts';

interface Opened {
  readonly outcome: Outcome<unknown>;
  /** The merge request, where the journal does not know it yet. */
  readonly fact?: Extract<Fact, { type: 'review-opened' }>;
}

/** @param lost it was merged, and is not in the repository: another merge request is opened */
export async function openReview(
  round: Round,
  incident: Incident,
  events: readonly IncidentEvent[],
  lost: boolean,
): Promise<Opened> {
  const { gitlab, projectUrl } = round.work;
  const place = { projectUrl, zone: round.policy.zone };
  const path = incident.review?.path ?? pirPath(incident, events);
  const branch = pirBranch(incident);
  // The review does not tell of its own opening: its text would change by being written.
  const told = events.filter((event) => event.type !== 'review-opened');
  const fresh = pirText(incident, told, round.policy, place);

  const [own, earlier, latest] = await Promise.all([
    gitlab.file(path, branch),
    incident.reviewRound > 1 ? gitlab.file(path) : undefined,
    gitlab.mergeRequestFrom(branch),
  ]);
  const request = lost && latest?.state === 'merged' ? undefined : latest;
  if (request?.state === 'merged') return { outcome: { outcome: 'done', value: undefined } };
  const file = own ?? earlier;
  const content = file ? regenerate(file.text, fresh) : fresh;
  if (content !== file?.text) {
    const written = await write(round, incident, { branch, path, content, replaces: file?.commit, begin: !own });
    if (written.outcome !== 'done') return { outcome: written };
  }
  if (request?.state === 'opened' && request.iid === incident.review?.mr)
    return { outcome: { outcome: 'done', value: undefined } };

  const description = reviewDescription(incident, path, branch, round.policy, place);
  const opened =
    request === undefined
      ? await gitlab.openMergeRequest({
          branch,
          title: reviewTitle(incident),
          description,
          reviewers: await reviewers(round, incident),
        })
      : request.state === 'opened'
        ? ({ outcome: 'done', value: request } as const)
        : await gitlab.changeMergeRequest(request.iid, { state: 'reopen' });
  if (opened.outcome !== 'done') return { outcome: opened };
  return {
    outcome: opened,
    fact: { type: 'review-opened', mr: opened.value.iid, url: opened.value.url, path, branch },
  };
}

/** A commit on the review's branch, which the first one makes. */
async function write(
  round: Round,
  incident: Incident,
  file: { branch: string; path: string; content: string; replaces: string | undefined; begin: boolean },
): Promise<Outcome<unknown>> {
  const { gitlab } = round.work;
  const message = `${file.replaces === undefined ? 'Begin' : 'Bring up to date'} the review of incident ${incident.iid}\n\n[skip ci]`;
  const replaces = file.replaces === undefined ? {} : { replaces: file.replaces };
  const commit = { branch: file.branch, path: file.path, content: file.content, message, ...replaces };
  if (!file.begin) return gitlab.commit(commit);
  const onOwnBranch = await gitlab.commit({ ...commit, startBranch: (await gitlab.project()).defaultBranch });
  const exists = onOwnBranch.outcome === 'refused' && /already exists/i.test(onOwnBranch.reason);
  return exists ? gitlab.commit(commit) : onOwnBranch;
}

/** The PIR Team, else everybody who held a role; with the representatives of the users (R108). */
async function reviewers(round: Round, incident: Incident): Promise<number[]> {
  const team = incident.roles['review-team'].map((holder) => holder.person.id);
  const served = incident.served.map((one) => one.person.id);
  const named = await Promise.all(
    round.policy.review.representatives.map((name) => round.work.gitlab.memberNamed(name.replace(/^@/, ''))),
  );
  const lead = incident.acknowledged?.by ? [incident.acknowledged.by.id] : [];
  const responders = team.length > 0 ? team : served.length > 0 ? served : lead;
  return [...new Set([...named.flatMap((person) => person?.id ?? []), ...responders])];
}
