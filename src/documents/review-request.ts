// The merge request of a review, as its reviewers find it.

import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { listed, named } from '../text/markdown.ts';
import { stamp } from '../text/time.ts';
import { Markdown, render } from './render.ts';
import type { Place } from './views.ts';

export function reviewTitle(incident: Incident): string {
  return `Post Incident Review of #${incident.iid}`;
}

/** Reads the same whoever renders it, so that it is written once. */
export function reviewDescription(
  incident: Incident,
  path: string,
  branch: string,
  policy: SharedPolicy,
  place: Place,
  own?: string,
): string {
  const representatives = policy.review.representatives.map((name) => named({ id: 0, name }));
  return render(
    'merge-request',
    {
      iid: incident.iid,
      due: incident.due.review ? stamp(incident.due.review) : 'soon',
      path: new Markdown(path),
      fileUrl: new Markdown(`${place.projectUrl}/-/blob/${branch}/${path}`),
      representatives: new Markdown(listed(representatives)),
    },
    own,
  );
}
