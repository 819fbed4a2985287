// /planner: who keeps the register of changes and the path back (R105, R106, R107).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const planner: Command = roleCommand('planner', {
  aliases: ['planning', 'scribe'],
  summary: 'Look after the change register, evidence and cleanup.',
});
