// /adopt: the commander makes a suggestion official: a sitrep, a role, an edit of the live state (R93, R96).

import type { Suggestion } from '../incident/incident.ts';
import { fits } from '../incident/people.ts';
import { listed } from '../text/markdown.ts';
import { needsCharge } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { taken, unfit } from './role-command.ts';

export const adopt: Command = {
  name: 'adopt',
  aliases: ['adopted', 'approve-suggestion'],
  usage: '/adopt [#n]',
  summary: 'Make a suggested sitrep, role or restored edit the official one.',
  who: 'The commander.',
  understand(words, given) {
    const barred = needsCharge(given);
    if (barred) return barred;
    const open = given.incident.suggestions;
    const n = /\d+/.exec(words)?.[0];
    const chosen = n === undefined ? open.at(-1) : open.find((suggestion) => suggestion.n === Number(n));
    if (chosen) return adoptSuggestion(chosen, given);
    const list = listed(open.map((suggestion) => `#${suggestion.n}`).map((name) => `\`${name}\``));
    return refuse(
      open.length === 0 ? 'Nothing is waiting to be adopted.' : `Open suggestions: ${list}.`,
      open.length === 0 ? '/help' : `/adopt #${open[0]?.n}`,
    );
  },
};

/** What adopting does; also where the commander puts a 👍 on the suggestion. */
export function adoptSuggestion(suggestion: Suggestion, given: Given): Verdict {
  const { incident, policy } = given;
  const { role, person } = suggestion;
  if (suggestion.kind !== 'role' || !role || !person) {
    return did({ type: 'sitrep-given', n: incident.sitreps.length + 1, text: suggestion.text, adopts: suggestion.n });
  }
  const fit = fits(incident, role, person, policy.roles.combine);
  if (!fit.ok) return unfit(role, person, fit, given);
  const volunteered = suggestion.by?.id === person.id;
  const fact = volunteered ? taken(role, person, fit.sheds) : ({ type: 'role-offered', role, person } as const);
  return did({ ...fact, adopts: suggestion.n });
}
