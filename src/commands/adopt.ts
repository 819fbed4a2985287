// /adopt: a suggestion is made official: a sitrep, a role, an edit of the live state, what somebody wrote in Jira or typed
// in Slack (R93, R96). The commander does it; an announcement Comms may send as well. Of a confidential incident that takes
// a second person.

import type { Fact } from '../incident/events.ts';
import type { Suggestion } from '../incident/incident.ts';
import { fits } from '../incident/people.ts';
import { code, listed } from '../text/markdown.ts';
import { announcement } from './announce.ts';
import { isInCharge, needsCharge, needsResponder } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { taken, unfit } from './role-command.ts';

export const adopt: Command = {
  name: 'adopt',
  aliases: ['adopted', 'approve-suggestion'],
  usage: '/adopt [#n]',
  summary: 'Make a suggested sitrep, role, command or restored edit the official one.',
  who: 'The commander; for an announcement also Comms; for one of a confidential incident, anybody else than who wrote it.',
  understand(words, given) {
    const barred = needsResponder(given);
    if (barred) return barred;
    const open = given.incident.suggestions;
    const n = /\d+/.exec(words)?.[0];
    const mine = open.filter((suggestion) => mayAdopt(suggestion, given) === undefined);
    const chosen = n === undefined ? (mine.at(-1) ?? open.at(-1)) : open.find((one) => one.n === Number(n));
    if (chosen) return mayAdopt(chosen, given) ?? adoptSuggestion(chosen, given);
    const notInCharge = needsCharge(given);
    if (notInCharge) return notInCharge;
    const list = listed(open.map((suggestion) => `#${suggestion.n}`).map((name) => `\`${name}\``));
    return refuse(
      open.length === 0 ? 'Nothing is waiting to be adopted.' : `Open suggestions: ${list}.`,
      open.length === 0 ? '/help' : `/adopt #${open[0]?.n}`,
    );
  },
};

/** Refused for who may not; undefined for who may. What users hear of a confidential incident takes two, whoever leads. */
export function mayAdopt({ kind, by }: Suggestion, given: Given): ReturnType<typeof needsCharge> {
  if (kind !== 'announcement') return needsCharge(given);
  if (!given.incident.confidential) return needsCharge(given, ['comms']);
  if (by?.id !== given.by.id) return needsResponder(given);
  const way = isInCharge(given) ? '/sme @name' : '/help';
  const verdict = refuse('What users hear of a confidential incident takes two: somebody else has to adopt it.', way);
  return verdict.ok ? undefined : verdict;
}

/** What adopting does; also where the commander puts a 👍 on the suggestion. */
export function adoptSuggestion(suggestion: Suggestion, given: Given): Verdict {
  const { kind, text, n } = suggestion;
  switch (kind) {
    case 'role':
      return adoptRole(suggestion, given);
    case 'command':
      return carryOut(suggestion, given);
    case 'announcement':
      return did({ ...announcement(suggestion, given), adopts: n });
    default: {
      const source = suggestion.from === undefined ? '' : ` (${suggestion.from})`;
      return did({
        type: 'sitrep-given',
        n: given.incident.sitreps.length + 1,
        text: `${text}${source}`,
        adopts: n,
      });
    }
  }
}

function adoptRole(suggestion: Suggestion, given: Given): Verdict {
  const { incident, policy } = given;
  const { role, person } = suggestion;
  if (!role || !person) return refuse('This suggestion names no role.', '/help');
  const fit = fits(incident, role, person, policy.roles.combine);
  if (!fit.ok) return unfit(role, person, fit, given);
  const volunteered = suggestion.by?.id === person.id;
  const fact = volunteered ? taken(role, person, fit.sheds) : ({ type: 'role-offered', role, person } as const);
  return did({ ...fact, adopts: suggestion.n });
}

/** A command of somebody whom GitLab does not know, as if who adopts it had typed it. */
function carryOut({ text, n }: Suggestion, given: Given): Verdict {
  const [, word = '', words = ''] = /^[/!]?([a-z-]+)\s*([\s\S]*)$/i.exec(text.trim()) ?? [];
  const command = given.command(word);
  if (!command || command.name === 'adopt') {
    return refuse(`${code(text, 80)} is no command that can be adopted.`, '/help');
  }
  const verdict = command.understand(words, given);
  if (!verdict.ok) return verdict;
  const done: Fact = { type: 'adopted', n };
  return { ...verdict, facts: [...verdict.facts, done] };
}
