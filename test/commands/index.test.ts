// What holds for all commands together: their names, their help, and that what a refusal offers works.

import { describe, expect, it } from 'vitest';
import { commandNamed, commandNear, commands } from '../../src/commands/index.ts';
import { NAMES } from '../given.ts';
import { inState, NOW, STATES } from './said.ts';

const words = commands.flatMap((command) => [command.name, ...command.aliases]);

describe('the names', () => {
  it('each word names one command', () => {
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('none is a GitLab quick action, which GitLab would carry out and remove', () => {
    expect(words.filter((word) => QUICK_ACTIONS.has(word.replace(/-/g, '_')) || QUICK_ACTIONS.has(word))).toEqual([]);
  });

  it('no quick action is answered with "did you mean": where a tier does not have it, GitLab leaves it standing', () => {
    expect([...QUICK_ACTIONS].filter((name) => commandNear(name) !== undefined)).toEqual([
      // Every tier has these, so none of them reaches us.
      'reopen',
      'subscribe',
      'zoom',
      'reviewer',
    ]);
  });

  it.each`
    typed          | near
    ${'/akc'}      | ${'ack'}
    ${'/sitrp'}    | ${'sitrep'}
    ${'/mitigatd'} | ${'mitigated'}
    ${'/solved'}   | ${'resolved'}
    ${'/comander'} | ${'commander'}
    ${'/chnge'}    | ${'change'}
    ${'/opslead'}  | ${undefined}
    ${'/opt'}      | ${undefined}
    ${'/dev'}      | ${undefined}
    ${'/is'}       | ${undefined}
    ${'/healthz'}  | ${undefined}
    ${'/metrics'}  | ${undefined}
  `('$typed is near to $near', ({ typed, near }) => {
    const word = String(typed).slice(1);
    expect(commandNamed(word) ? undefined : commandNear(word)).toBe(near);
  });

  it('the twelve that a responder should know are among them', () => {
    const essential = commands.filter((command) => command.essential).map((command) => command.name);
    expect(essential).toEqual(
      'ack respond commander ops-lead accept sitrep found change announce mitigated resolved'.split(' '),
    );
  });

  it.each(commands)('/$name says how it is typed, what it does and who may use it', ({ name, usage, summary, who }) => {
    expect(usage.startsWith(`/${name}`)).toBe(true);
    expect(summary).toMatch(/^[A-Z(].{10,120}[.]$/);
    expect(who).toMatch(/^[A-Z`].*[.]$/);
  });
});

describe('what a refusal offers', () => {
  const typed = [...commands.map((command) => `/${command.name}`), ...WITH_WORDS()];

  // Who has no rights here can only tell what they see; placeholders are filled in as a person would.
  it.each(STATES)('is not refused for its state when it is typed while %s', (state) => {
    const stuck: string[] = [];
    for (const by of NAMES) {
      for (const line of typed) {
        const told = inState(state);
        const refusal = told.say(NOW, by, line).find((event) => event.type === 'refused');
        if (refusal?.type !== 'refused' || refusal.instead === undefined) continue;
        const again = told.say(NOW + 6, by, filled(refusal.instead)).find((event) => event.type === 'refused');
        if (again?.type === 'refused' && !led(again.instead))
          stuck.push(`${by}: ${line} → ${refusal.instead} → ${again.why}`);
      }
    }
    expect(stuck).toEqual([]);
  });

  /** A way of two steps: first somebody has to be in charge, or silent for long enough; `/sitrep` is for meanwhile. */
  function led(instead: string | undefined): boolean {
    return /^\/(stand-down|take|commander|ack|help|sitrep)\b/.test(instead ?? '');
  }
});

function WITH_WORDS(): string[] {
  return [
    '/extend 40 why',
    '/waive pir why',
    '/override x',
    '/keep C1 why',
    '/undone C3',
    '/adopt #3',
    '/began later',
    '/take comms why',
    '/evidence none x',
    '/ops-lead @ana',
    '/comms @ben',
    '/planner @nobody',
  ];
}

function filled(line: string): string {
  return line
    .replace('@name', '@eve')
    .replace('@somebody-else', '@eve')
    .replace(/<[^>]+>/g, 'because it is so');
}

const QUICK_ACTIONS: ReadonlySet<string> = new Set(
  `add_child add_contacts add_email assign award blocked_by blocks board_move clear_health_status clear_weight clone close
  confidential convert_to_ticket copy_metadata create_merge_request done due duplicate epic estimate estimate_time
  health_status iteration label labels link lock milestone move page promote promote_to promote_to_incident publish
  react reassign relabel relate remove_child remove_contacts remove_due_date remove_email remove_estimate
  remove_time_estimate remove_iteration remove_label remove_milestone remove_parent remove_time_spent remove_zoom
  reopen set_parent severity shrug spend spend_time status subscribe tableflip timeline title todo type unassign
  unlabel unlink unlock unsubscribe weight zoom approve unapprove assign_reviewer reviewer reassign_reviewer
  unassign_reviewer remove_reviewer request_review draft ready merge rebase ship submit_review target_branch tag
  checkin_reminder duo_code_review cc remind_me invite_email wip attention run_pipeline q not_confidential contacts`.split(
    /\s+/,
  ),
);
