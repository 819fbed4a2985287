// What people typed and clicked in the incident's room: commands as `!name`, 👍 on what waits for a yes, 📌 for the record.
//
// The same words work as in the issue, with the rights that the person has in GitLab. Of somebody whom GitLab does not know
// a command becomes a suggestion. A message that was heard once is not heard again when it is edited: type the line anew.

import { adoptSuggestion, mayAdopt } from '../commands/adopt.ts';
import { sendDraft } from '../commands/announce.ts';
import { RESPONDER } from '../commands/authority.ts';
import { changeSeverity } from '../commands/lifecycle.ts';
import type { Person } from '../incident/events.ts';
import { hasRole, leads } from '../incident/people.ts';
import type { Policy } from '../rules/index.ts';
import { shortened } from '../text/markdown.ts';
import { commandsIn, digest } from './comments.ts';
import type { Draft } from './draft.ts';
import { given, hear, idOf } from './hear.ts';
import { hearLinks } from './links.ts';
import type { ChatMessage, Observation } from './observation.ts';
import { safely } from './safely.ts';
import { severityNamed } from './severity-words.ts';

/** The messages of the room that were heard, by the ids of what is recorded. */
export function heardIn(ids: Iterable<string>): ReadonlySet<string> {
  return new Set([...ids].flatMap((id) => (id.startsWith('slack:') ? (id.split(':')[1] ?? []) : [])));
}

/** One message of the room. `heard`: those of earlier runs. */
export function hearChat(
  message: ChatMessage,
  heard: ReadonlySet<string>,
  seen: Observation,
  work: Draft,
  policy: Policy,
): void {
  if (!message.ours && !heard.has(message.ts)) said(message, seen, work, policy);
  for (const person of message.approvedBy) approved(message, person, seen, work, policy);
  const pinner = message.pinnedBy.find((person) => hasRole(work.incident, person));
  if (pinner && !message.ours) pinned(message, pinner, work);
}

/** In Slack a command begins with `!`, as Slack keeps `/` for itself. */
export function asCommands(text: string): string {
  return text.replace(/^([ \t]*)!(?=[a-z?])/gim, '$1/');
}

function said(message: ChatMessage, seen: Observation, work: Draft, policy: Policy): void {
  const source = `slack:${message.ts}`;
  const commands = commandsIn(asCommands(message.text), seen.people.bot.name);
  const cause = { at: message.at, post: message.ts };
  if (message.by) hearLinks(message.text, commands, { ...cause, by: message.by }, source, seen, work, policy);
  severitySaid(message, seen, work, policy);
  for (const command of commands) {
    if (message.by) hear(command, { ...cause, by: message.by }, source, seen, work, policy);
    else if (command.name !== undefined && command.name !== 'help')
      work.record(
        { ...cause, id: idOf(source, command) },
        {
          type: 'suggested',
          n: work.incident.suggested + 1,
          kind: 'command',
          text: shortened(`/${command.name} ${command.words}`.trim(), 4000),
          from: `${message.name}, in Slack`,
          url: message.url,
        },
      );
  }
}

/** `/severity` is GitLab's own in the issue; in the room it is heard here, from responders. */
function severitySaid({ text, by, at, ts }: ChatMessage, seen: Observation, work: Draft, policy: Policy): void {
  const word = /^[ \t]*!severity[ \t]+(\S+)/im.exec(text)?.[1];
  if (word === undefined || !by || (seen.people.levels.get(by.id) ?? 0) < RESPONDER) return;
  const to = severityNamed(word);
  const cause = { id: `slack:${ts}:${digest(`severity ${word}`)}:1`, at, by, post: ts };
  if (to === undefined) {
    const why = 'A severity is one of S1, S2, S3, S4.';
    work.record(cause, { type: 'refused', command: 'severity', said: `!severity ${word}`, why, unknown: false });
    return;
  }
  const facts = changeSeverity(work.incident, to, policy);
  if (facts.length === 0) work.record(cause, { type: 'repeated', command: 'severity' });
  for (const [index, fact] of facts.entries())
    work.record({ ...cause, id: index === 0 ? cause.id : `${cause.id}+${index}` }, fact);
}

/** On a draft it publishes the sitrep, on a suggestion it adopts it: by whoever leads, with the rights of a responder. */
function approved(message: ChatMessage, person: Person, seen: Observation, work: Draft, policy: Policy): void {
  const { incident } = work;
  if (!message.ours || message.key === undefined || (seen.people.levels.get(person.id) ?? 0) < RESPONDER) return;
  const { draft } = incident;
  const cause = { id: `slack:${message.ts}:approved+0`, at: message.at, by: person };
  if (incident.ids.has(cause.id)) return;
  const at = seen.now;
  if (draft && message.key === `draft:${draft.for}` && leads(incident, person)) {
    const since = incident.sitreps.at(-1)?.at ?? '';
    if (since < message.at)
      work.record({ ...cause, at }, { type: 'sitrep-given', n: incident.sitreps.length + 1, text: draft.text });
    return;
  }
  const speaker = given(person, at, seen, work, policy);
  const { firstWord } = incident;
  if (firstWord && message.key === `first-word:${firstWord.for}`) {
    const told = incident.announcements.some((one) => one.at >= message.at);
    const verdict = told ? undefined : sendDraft(firstWord.text, speaker);
    if (verdict?.ok) for (const fact of verdict.facts) work.record({ ...cause, at }, fact);
    return;
  }
  const suggestion = incident.suggestions.find(({ id }) => message.key === `room:${id}`);
  if (!suggestion || mayAdopt(suggestion, speaker)) return;
  safely({ ...cause, at }, { command: 'adopt', said: '👍', instead: `/adopt #${suggestion.n}` }, work, () => {
    const verdict = adoptSuggestion(suggestion, speaker);
    if (!verdict.ok) return;
    for (const [index, fact] of verdict.facts.entries())
      work.record({ ...cause, at, id: `slack:${message.ts}:approved+${index}` }, fact);
  });
}

function pinned(message: ChatMessage, person: Person, work: Draft): void {
  work.record(
    { id: `slack:${message.ts}:pinned`, at: message.at, by: person },
    { type: 'pinned', text: shortened(message.text, 2000), url: message.url, said: message.name },
  );
}
