// /comms: who tells the people who wait (R102, R103).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const comms: Command = roleCommand('comms', {
  aliases: ['communications', 'comms-lead'],
  summary: 'Look after announcements.',
});
