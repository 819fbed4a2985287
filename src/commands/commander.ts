// /commander: who is in charge of the response (R59, R93, R102).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const commander: Command = roleCommand('commander', {
  aliases: ['ic', 'incident-commander', 'command'],
  summary: 'Take command, or offer it: one person decides, fills the roles and gives the sitreps.',
  essential: true,
});
