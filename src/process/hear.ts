// A comment is heard: its commands are understood, its edits noticed.
//
// The same line typed again within 5 minutes counts once. A person may correct a refused command by
// editing the comment within 15 minutes; any other edit is noted and executes nothing, because GitLab
// does not tell who edited and an edit must never gain authority.

import { acceptOffer } from '../commands/accept.ts';
import { type Command, type Given, refuse } from '../commands/command.ts';
import { commandNamed } from '../commands/index.ts';
import type { Fact, Person } from '../incident/events.ts';
import type { Policy } from '../rules/index.ts';
import { type Instant, minutesBetween } from '../text/time.ts';
import { commandsIn, digest, MOST_COMMANDS, type SaidCommand } from './comments.ts';
import type { Cause, Draft } from './draft.ts';
import { hearLinks } from './links.ts';
import type { Note, Observation } from './observation.ts';
import { safely } from './safely.ts';

const REPEAT_MINUTES = 5;
const CORRECT_MINUTES = 15;

/** These do not mean yes to an open offer; any other command of the one who was asked does. */
const NO_ACCEPTANCE: ReadonlySet<string> = new Set(['accept', 'decline', 'stand-down', 'help']);

export function hearNote(note: Note, seen: Observation, work: Draft, policy: Policy): void {
  const hash = digest(note.body);
  const heard = work.incident.notes.get(note.id);
  if (heard?.hash === hash) return;
  const speaker = { by: note.author, at: note.createdAt, note: note.id, internal: note.internal };
  const said = toHear(note.body, seen);
  if (!heard) {
    work.record({ ...speaker, id: `note:${note.id}` }, { type: 'commented', hash });
    for (const command of said) hear(command, speaker, `note:${note.id}`, seen, work, policy);
    hearLinks(note.body, said, speaker, `note:${note.id}`, seen, work, policy);
    return;
  }
  const fresh = said.filter((command) => !work.incident.ids.has(idOf(`note:${note.id}`, command)));
  const inTime = minutesBetween(note.createdAt, note.updatedAt) <= CORRECT_MINUTES;
  const refused = new Set(heard.refused.map((word) => commandNamed(word.replace(/^\/(\S+).*/s, '$1'))?.name ?? word));
  work.record({ ...speaker, id: `edited:${note.id}:${hash}`, at: note.updatedAt }, { type: 'comment-edited', hash });
  for (const command of fresh) {
    if (inTime && command.name !== undefined && refused.has(command.name))
      hear(command, speaker, `note:${note.id}`, seen, work, policy);
    else if (command.name !== undefined) editIgnored(command, speaker, `note:${note.id}`, work);
  }
}

/** Commands in the text with which the issue was created. */
export function heardDescription(seen: Observation, work: Draft, policy: Policy): void {
  const { issue } = seen;
  const speaker = { by: issue.author, at: issue.createdAt };
  for (const command of toHear(issue.description, seen)) {
    hear(command, speaker, `issue:${issue.id}`, seen, work, policy);
  }
}

type Seen = Pick<Observation, 'issue' | 'people'>;

/** What a command is given: who speaks, with which rights, about which state of the incident. */
export function given(by: Person, at: Instant, seen: Seen, work: Draft, policy: Policy): Given {
  const { people, issue } = seen;
  return {
    incident: work.incident,
    shown: issue.severity,
    by,
    level: people.levels.get(by.id) ?? 0,
    at,
    policy,
    person(name) {
      const person = people.members.get(name.replace(/^@/, '').toLowerCase());
      return person ? { person, level: people.levels.get(person.id) ?? 0 } : undefined;
    },
    command: commandNamed,
  };
}

/** What in `body` is answered: one word that names no command is asked about once. */
function toHear(body: string, seen: Observation): readonly SaidCommand[] {
  const asked = new Set<string>();
  return commandsIn(body, seen.people.bot.name).filter(({ name, word }) => {
    const again = name === undefined && asked.has(word);
    asked.add(word);
    return !again;
  });
}

type Speaker = Pick<Cause, 'at' | 'note' | 'post' | 'internal'> & { readonly by: Person };

export function hear(
  said: SaidCommand,
  speaker: Speaker,
  source: string,
  seen: Observation,
  work: Draft,
  policy: Policy,
): void {
  const cause = { ...speaker, id: idOf(source, said) };
  const command = said.name === undefined ? undefined : commandNamed(said.name);
  if (said.beyond) {
    const why = `One comment may hold ${MOST_COMMANDS} commands: this one, and all after it, were not read.`;
    work.record(cause, { type: 'refused', command: said.word, said: line(said), why, unknown: false });
  } else if (command) {
    const input = { command: command.name, said: `/${command.name}`, instead: command.usage };
    safely(cause, input, work, () => carryOut(command, said, cause, seen, work, policy));
  } else {
    const instead = `/${said.near} ${said.words}`.trim();
    const why = said.misplaced
      ? 'A command stands at the start of a line of its own.'
      : `There is no command \`/${said.word}\`.`;
    work.record(cause, { type: 'refused', command: said.word, said: line(said), why, instead, unknown: true });
  }
}

function carryOut(
  command: Command,
  said: SaidCommand,
  cause: Cause & Speaker,
  seen: Observation,
  work: Draft,
  policy: Policy,
): void {
  const before = work.incident.recent.get(`${cause.by.id}:${said.hash}`);
  if (before !== undefined && minutesBetween(before, cause.at) < REPEAT_MINUTES && cause.at >= before) {
    work.record(cause, { type: 'repeated', command: command.name });
    return;
  }
  acceptByActing(command.name, cause, seen, work, policy);
  const answer = command.understand(said.words, given(cause.by, cause.at, seen, work, policy));
  const verdict =
    cause.internal && answer.ok && answer.facts.some(isForOthers) ? refuse(FOR_OTHERS, line(said)) : answer;
  if (!verdict.ok) {
    const instead = verdict.instead === undefined ? {} : { instead: verdict.instead };
    work.record(cause, {
      type: 'refused',
      command: command.name,
      said: line(said),
      why: verdict.why,
      ...instead,
      unknown: false,
    });
    return;
  }
  const at = verdict.at ?? cause.at;
  for (const [index, fact] of verdict.facts.entries()) {
    work.record({ ...cause, at, id: index === 0 ? cause.id : `${cause.id}+${index}` }, fact);
  }
}

const FOR_OTHERS =
  'What is typed in an internal comment goes nowhere else, and this is for other places: type it in an ordinary comment, with nothing in it that must stay here.';

/** It is there to be read elsewhere: by users, on a ticket, beside the address of a call or a channel. */
function isForOthers(fact: Fact): boolean {
  if (fact.type === 'suggested') return fact.kind === 'announcement';
  return ['announced', 'bug-filed', 'backlogged', 'linked'].includes(fact.type);
}

/** Somebody who was asked for a role and goes to work has accepted it (R90). */
function acceptByActing(
  name: string,
  cause: Cause & { readonly by: Person },
  seen: Seen,
  work: Draft,
  policy: Policy,
): void {
  if (NO_ACCEPTANCE.has(name)) return;
  for (const offer of work.incident.offers.filter((one) => one.person.id === cause.by.id && one.at < cause.at)) {
    const verdict = acceptOffer(offer.role, given(cause.by, cause.at, seen, work, policy));
    if (!verdict.ok) continue;
    for (const [index, fact] of verdict.facts.entries())
      work.record({ ...cause, id: `${cause.id}+accepted:${offer.role}${index === 0 ? '' : `+${index}`}` }, fact);
  }
}

function editIgnored(said: SaidCommand, speaker: Speaker, source: string, work: Draft): void {
  const why =
    'Commands that appear in an edited comment are not executed, except to correct a refused one within 15 minutes.';
  work.record(
    { ...speaker, id: idOf(source, said) },
    { type: 'refused', command: said.word, said: line(said), why, instead: line(said), unknown: false },
  );
}

export function idOf(source: string, said: SaidCommand): string {
  return `${source}:${said.hash}:${said.nth}`;
}

function line(said: SaidCommand): string {
  return `/${said.word} ${said.words.split('\n')[0] ?? ''}`.trim();
}
