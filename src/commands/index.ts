// The comment commands, one line each. To add one: a file beside this, its test, its lines here.

import { nearest } from '../text/nearest.ts';
import { accept } from './accept.ts';
import { ack } from './ack.ts';
import { adopt } from './adopt.ts';
import { announce } from './announce.ts';
import { backlog } from './backlog.ts';
import { began } from './began.ts';
import { bridge } from './bridge.ts';
import { bug } from './bug.ts';
import { change } from './change.ts';
import type { Command } from './command.ts';
import { commander } from './commander.ts';
import { comms } from './comms.ts';
import { correct } from './correct.ts';
import { decide } from './decide.ts';
import { decline } from './decline.ts';
import { evidence } from './evidence.ts';
import { extend } from './extend.ts';
import { found } from './found.ts';
import { help } from './help.ts';
import { impact } from './impact.ts';
import { keep } from './keep.ts';
import { mitigated } from './mitigated.ts';
import { ops } from './ops.ts';
import { opsLead } from './ops-lead.ts';
import { override } from './override.ts';
import { planner } from './planner.ts';
import { reopenIncident } from './reopen-incident.ts';
import { resolved } from './resolved.ts';
import { respond } from './respond.ts';
import { reviewTeam } from './review-team.ts';
import { room } from './room.ts';
import { sitrep } from './sitrep.ts';
import { sme } from './sme.ts';
import { standDown } from './stand-down.ts';
import { take } from './take.ts';
import { undone } from './undone.ts';
import { waive } from './waive.ts';
import { withdraw } from './withdraw.ts';

export const commands: readonly Command[] = [
  ack,
  began,
  respond,
  extend,
  backlog,
  withdraw,
  commander,
  opsLead,
  ops,
  sme,
  comms,
  planner,
  reviewTeam,
  standDown,
  accept,
  decline,
  take,
  sitrep,
  adopt,
  impact,
  decide,
  found,
  change,
  undone,
  keep,
  evidence,
  bug,
  bridge,
  room,
  announce,
  correct,
  mitigated,
  resolved,
  reopenIncident,
  waive,
  override,
  help,
];

const byWord: ReadonlyMap<string, Command> = new Map(
  commands.flatMap((command) => [command.name, ...command.aliases].map((word) => [word, command])),
);

/** The command that a word names, in any case, by its name or a common other form. */
export function commandNamed(word: string): Command | undefined {
  return byWord.get(word.toLowerCase());
}

/** Paths begin like commands do: `/opt is full` is a finding, not a slip of `/ops`. */
const PATHS: ReadonlySet<string> = new Set(
  'api bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var'.split(' '),
);

/** The name of the command that was probably meant, where a word names none; very short words are near to anything. */
export function commandNear(word: string): string | undefined {
  if (word.length < 3 || PATHS.has(word.toLowerCase())) return undefined;
  const near = nearest(word, byWord.keys());
  return near === undefined ? undefined : byWord.get(near)?.name;
}
