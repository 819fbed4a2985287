// How people name a role in a sentence: `ops lead`, `the IC`, `my planner role`, with a typing mistake.

import type { Role } from '../incident/events.ts';
import { nearest } from '../text/nearest.ts';

const NAMES: Readonly<Record<Role, readonly string[]>> = {
  commander: ['commander', 'incident commander', 'incident-commander', 'ic'],
  'ops-lead': ['ops-lead', 'ops lead', 'opslead', 'operations lead', 'ol'],
  ops: ['ops', 'ops-team', 'ops team'],
  sme: ['sme', 'subject matter expert', 'expert'],
  comms: ['comms', 'comms-lead', 'comms lead', 'communications'],
  planner: ['planner', 'planning', 'scribe'],
  'review-team': ['review-team', 'review team', 'pir-team', 'pir team', 'reviewer', 'reviewers'],
};

const BY_NAME = (Object.entries(NAMES) as [Role, readonly string[]][])
  .flatMap(([role, names]) => names.map((name) => ({ role, name })))
  .sort((a, b) => b.name.length - a.name.length);

/** The role that `words` begin with, and what follows it; undefined where they begin with none. */
export function roleSaid(words: string): { readonly role: Role; readonly rest: string } | undefined {
  const text = words.trim().replace(/^(?:(?:as|from|of|being|the|my|role:?)\s+)+/i, '');
  const lower = text.toLowerCase();
  const exact = BY_NAME.find(({ name }) => lower.startsWith(name) && !/[\w-]/.test(lower[name.length] ?? ''));
  if (exact) return { role: exact.role, rest: tidied(text.slice(exact.name.length)) };
  const [word = ''] = text.split(/\s/);
  const near =
    word.length < 3
      ? undefined
      : nearest(
          word,
          BY_NAME.map(({ name }) => name),
        );
  const role = BY_NAME.find(({ name }) => name === near)?.role;
  return role === undefined ? undefined : { role, rest: tidied(text.slice(word.length)) };
}

function tidied(rest: string): string {
  return rest
    .replace(/^[\s,:.;-]+/, '')
    .replace(/^role\b[\s,:.;-]*/i, '')
    .trim();
}
