// Labels as commands: a click on a board is as good as a comment, with the same checks (R87, R97).

import { needsResponder } from '../commands/authority.ts';
import type { Verdict } from '../commands/command.ts';
import { did, refuse } from '../commands/command.ts';
import { commandNamed } from '../commands/index.ts';
import { changeSeverity } from '../commands/lifecycle.ts';
import { take } from '../commands/role-command.ts';
import type { Role, Status } from '../incident/events.ts';
import { holders, holds, leads, TITLES } from '../incident/people.ts';
import { conditionsIn } from '../rules/audience.ts';
import type { Policy } from '../rules/index.ts';
import { listed, named } from '../text/markdown.ts';
import type { Cause, Draft } from './draft.ts';
import { given } from './hear.ts';
import { type LabelMeaning, meaningOf } from './labels.ts';
import { isBot, type LabelEvent, type Observation } from './observation.ts';
import { safely } from './safely.ts';

/** One click on a label of ours. What is refused is put back by the plan and answered with the reason. */
export function labelChanged(event: LabelEvent, seen: Observation, work: Draft, policy: Policy): void {
  const { by, at } = event;
  const own = by?.id === seen.people.bot.id || policy.former_bots.includes(by?.id ?? 0);
  if (conditionsIn(policy).includes(event.label)) {
    if (!own) conditionChanged(event, work);
    return;
  }
  const meaning = meaningOf(event.label);
  // How bad it is a monitor may say; who leads and what the status is, no automation does.
  if (!meaning || !by || own || (meaning.kind !== 'severity' && isBot(by, seen.people, policy))) return;
  const cause = { id: `label:${event.id}`, at, by };
  if (work.incident.ids.has(cause.id)) return;
  const said = `label ${event.action === 'add' ? '+' : '-'} ${event.label}`;
  safely(cause, { command: 'label', said }, work, () => {
    const speaker = given(by, at, seen, work, policy);
    const verdict = event.action === 'add' ? added(meaning, speaker) : removed(meaning, speaker);
    if (verdict) clicked(verdict, said, cause, work);
    // A click counts once and at its own time: what changed nothing then must not be read as a wish of today.
    else if (event.action === 'add' || meaning.kind === 'role')
      work.record(cause, { type: 'repeated', command: 'label' });
  });
}

/** That a condition holds is a fact, which anybody who may label may tell, a monitor too. */
function conditionChanged({ id, by, at, action, label: condition }: LabelEvent, work: Draft): void {
  const cause = { id: `label:${id}`, at, by };
  const holds = action === 'add';
  const known = work.incident.conditions.includes(condition) === holds;
  work.record(cause, known ? { type: 'repeated', command: 'label' } : { type: 'condition-changed', condition, holds });
}

function clicked(verdict: Verdict, said: string, cause: Cause, work: Draft): void {
  if (!verdict.ok) {
    const instead = verdict.instead === undefined ? {} : { instead: verdict.instead };
    work.record(cause, { type: 'refused', command: 'label', said, why: verdict.why, ...instead, unknown: false });
    return;
  }
  for (const [index, fact] of verdict.facts.entries()) {
    const byLabel =
      fact.type === 'status-changed' && fact.cause === 'command' ? { ...fact, cause: 'label' as const } : fact;
    work.record({ ...cause, id: index === 0 ? cause.id : `${cause.id}+${index}` }, byLabel);
  }
}

type Speaker = ReturnType<typeof given>;

/** Undefined where the label says what is so already. */
function added(meaning: LabelMeaning, speaker: Speaker): Verdict | undefined {
  const { incident, by, policy } = speaker;
  switch (meaning.kind) {
    case 'role':
      return holds(incident, meaning.role, by) ? undefined : (needsResponder(speaker) ?? take(meaning.role, speaker));
    case 'severity':
      return needsResponder(speaker) ?? severity(changeSeverity(incident, meaning.severity, policy));
    case 'status':
      return meaning.status === incident.status ? undefined : statusWanted(meaning.status, speaker);
    case 'needs':
      return undefined;
  }
}

function severity(facts: ReturnType<typeof changeSeverity>): Verdict | undefined {
  return facts.length === 0 ? undefined : did(...facts);
}

const COMMAND_OF: Readonly<Partial<Record<Status, string>>> = {
  triage: 'ack',
  responding: 'respond',
  mitigated: 'mitigated',
  resolved: 'resolved',
  withdrawn: 'withdraw',
  backlog: 'backlog',
};

/** A status label is the status command, with the same checks. */
function statusWanted(status: Status, speaker: Speaker): Verdict {
  const command = commandNamed(COMMAND_OF[status] ?? '');
  if (command) return command.understand('', speaker);
  const over = ['resolved', 'review', 'closed'].includes(speaker.incident.status);
  return refuse(
    `An incident does not become **${status}** by a label: that follows by itself when everything else is done. What is missing stands in the live state.`,
    over ? undefined : '/resolved <how it ended>',
  );
}

/** The holder gives a role up, the commander takes it; removed by others the label is put back. */
function removed(meaning: LabelMeaning, speaker: Speaker): Verdict | undefined {
  if (meaning.kind !== 'role') return undefined;
  const { incident, by } = speaker;
  const { role } = meaning;
  const all = holders(incident, role);
  if (all.length === 0) return undefined;
  if (holds(incident, role, by)) return did(released(role, by));
  if (leads(incident, by)) return did(...all.map((person) => released(role, person)));
  return refuse(
    `${listed(all.map(named))} ${all.length === 1 ? 'is' : 'are'} ${TITLES[role]}: only they or the commander can give that up.`,
    `/take ${role} <why>`,
  );
}

function released(role: Role, person: { id: number; name: string }) {
  return { type: 'role-released', role, person } as const;
}
