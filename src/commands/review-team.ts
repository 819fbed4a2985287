// /review-team: who writes the Post Incident Review, the Ops Lead included (R108).

import type { Command } from './command.ts';
import { roleCommand } from './role-command.ts';

export const reviewTeam: Command = roleCommand('review-team', {
  aliases: ['pir-team', 'reviewers'],
  summary: 'Join the PIR Team, or put people on it. Open to every role.',
});
