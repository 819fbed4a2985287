// /sme: an expert from this or another team (R100).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const sme: Command = roleCommand('sme', {
  aliases: ['expert'],
  summary: 'Join as a Subject Matter Expert, or name one. From outside the service’s team it is a proposal.',
});
