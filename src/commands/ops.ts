// /ops: those who work on the system under the Ops Lead (R101).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const ops: Command = roleCommand('ops', {
  aliases: ['ops-team'],
  summary: 'Join the Ops Team, or put people on it. From outside the service’s team it is a proposal.',
});
