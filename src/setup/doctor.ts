// sitrep doctor: is everything as it should be, and if not, what exactly is to be done?
//
// It reads everything once, looks at it with pure checks, and writes nothing. What could not be read is unknown.

import { connectAdministration } from '../gitlab/admin.ts';
import type { Administration } from '../gitlab/administration.ts';
import { openJournal } from '../journal/journal.ts';
import type { Instant } from '../text/time.ts';
import type { Profile } from './blueprint.ts';
import type { Check, Finding } from './checks/check.ts';
import { examine } from './checks/examine.ts';
import type { Examined } from './checks/examined.ts';
import { checks } from './checks/index.ts';
import { seeJournal } from './checks/see-journal.ts';
import type { Place } from './where.ts';

/** A finding with the check that it is of. Its `id`, and `about` where a check finds several, are stable. */
export type Verdict = Pick<Check, 'id' | 'group' | 'title'> & Finding;

export interface Examination {
  readonly verdicts: readonly Verdict[];
  /** Whether everybody who is signed in, or everybody at all, can read the project. */
  readonly open: boolean;
  /** Whether the configuration lets sitrep work in this project. */
  readonly enabled: boolean;
  readonly requests: number;
}

/**
 * @param secret of a mirror, by the name of its CI variable, where it is set here
 * @param profile which GitLab it is, where somebody says so; default by host and plan
 */
export async function doctor(
  place: Place,
  now: Instant,
  secret: (variable: string) => string | undefined,
  profile?: Profile,
): Promise<Examination> {
  const { url, project, token, journalBranch: branch } = place;
  const admin = connectAdministration({ url, project, token, tokenVariable: place.tokenVariable });
  const others: Administration[] = [];
  const examined = await examine({
    place,
    admin,
    withToken: (other, elsewhere = project) => {
      const asBot = connectAdministration({ url, project: elsewhere, token: other });
      others.push(asBot);
      return asBot;
    },
    journal: (gitUrl) => seeJournal(() => openJournal({ url: gitUrl, token, branch }), now),
    secret,
    profile,
    now,
  });
  return {
    verdicts: judge(examined),
    open: !examined.project.known || examined.project.value.visibility !== 'private',
    enabled: !examined.config.known || !examined.config.value.ok || examined.config.value.policy.enabled,
    requests: [admin, ...others].reduce((sum, { requests }) => sum + requests.count, 0),
  };
}

/** Every check's findings, in the order of the registry. */
export function judge(examined: Examined): readonly Verdict[] {
  return checks.flatMap(({ id, group, title, look }) =>
    look(examined).map((found) => ({ id, group, title, ...found })),
  );
}

const SIGNS = { bad: '✗', warning: '!', unknown: '?', good: '✓' } as const;
const ORDER = ['bad', 'warning', 'unknown', 'good'] as const;

/** For people: the worst first, each with what to do; what is good only as a number, unless `all` is asked for. */
export function report({ verdicts, requests }: Examination, all: boolean): string {
  const shown = ORDER.flatMap((state) => {
    const those = verdicts.filter((one) => one.state === state);
    if (state === 'good' && !all) return [];
    return state === 'unknown' ? gaps(those) : those.map(entry);
  });
  const good = verdicts.filter(({ state }) => state === 'good').length;
  const rest = ORDER.filter((state) => state !== 'good').flatMap((state) => {
    const number = verdicts.filter((one) => one.state === state).length;
    const word = state === 'warning' && number > 1 ? 'warnings' : state;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  const shy = all || good === 0 ? '' : ' (--all shows them)';
  return [...shown, `${good} good${shy}${rest.length > 0 ? `, ${rest.join(', ')}` : ''}; ${requests} requests.`].join(
    '\n',
  );
}

function entry(verdict: Verdict): string {
  const remedy = verdict.state === 'good' || verdict.remedy === undefined ? '' : `\n    → ${plain(verdict.remedy)}`;
  return `${SIGNS[verdict.state]} ${verdict.group}: ${plain(verdict.reason)}${remedy}`;
}

/** What could not be read for one and the same reason is one line. */
function gaps(verdicts: readonly Verdict[]): readonly string[] {
  const reasons = [...new Set(verdicts.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const of = verdicts.filter((one) => one.reason === reason);
    const remedy = of.flatMap((one) =>
      one.state === 'unknown' && one.remedy ? [`\n    → ${plain(one.remedy)}`] : [],
    )[0];
    return `${SIGNS.unknown} could not be told: ${of.map(({ id }) => id).join(', ')}. ${plain(reason)}${remedy ?? ''}`;
  });
}

/** Names and answers come from elsewhere: none of them moves the cursor of a terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
