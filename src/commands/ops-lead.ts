// /ops-lead: who leads the technical work, and nothing else (R87, R98).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const opsLead: Command = roleCommand('ops-lead', {
  aliases: ['ol', 'opslead', 'ops-leader'],
  summary: 'Lead the technical work, free of every other role.',
  essential: true,
});
