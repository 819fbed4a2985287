// What /undone and /keep share: which entries of the register they mean, and who may say so.

import { openChanges } from '../rules/cleanup.ts';
import { listed } from '../text/markdown.ts';
import { needsCharge } from './authority.ts';
import { type Given, refuse, type Verdict } from './command.ts';

/** The planner, Ops, and whoever is in charge. */
export function mayJudge(given: Given): Extract<Verdict, { ok: false }> | undefined {
  return needsCharge(given, ['planner', 'ops-lead', 'ops', 'sme']);
}

/** `all`, or `C1`, `C1 C2`, `C1, 2 and C3`; a bare number after a blank belongs to the text (`C1 3 pods`). */
const MEANT = /^(?:(all)\b|(#?C?\d+\b(?:(?:\s*(?:,|&|\+|\band\b)\s*#?C?|\s+#?C)\d+\b)*))?([\s\S]*)$/i;

/** Register numbers named at the start of `words` (`C1`, `C1 C2`, `all`, or nothing where one is open), and the rest. */
export function entriesMeant(
  words: string,
  command: string,
  given: Given,
): { numbers: number[]; rest: string } | Extract<Verdict, { ok: false }> {
  const open = openChanges(given.incident).map((change) => change.n);
  const [, all, list, rest = ''] = MEANT.exec(words.trim()) ?? [];
  const named = [...(list ?? '').matchAll(/\d+/g)].map((match) => Number(match[0]));
  const numbers = all === undefined ? (named.length === 0 && open.length === 1 ? open : [...new Set(named)]) : open;
  const known = new Set(given.incident.changes.map((change) => change.n));
  const wrong = numbers.find((n) => !known.has(n));
  if (numbers.length > 0 && wrong === undefined) return { numbers, rest: rest.replace(/^[\s,:;.-]+/, '').trim() };
  const names = listed(open.map((n) => `C${n}`));
  const why =
    wrong === undefined
      ? `Say which change: ${names === '' ? 'none is open' : `open are ${names}`}.`
      : `There is no change C${wrong}.`;
  const verdict = refuse(
    why,
    open[0] === undefined ? '/found <what you did>' : `/${command} C${open[0]}${command === 'keep' ? ' <why>' : ''}`,
  );
  return verdict.ok ? { numbers: [], rest: '' } : verdict;
}
