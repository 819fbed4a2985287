// /waive pir: no review, where the severity allows it, with a reason that is dated and named (R11).

import { needsCharge, needsText } from './authority.ts';
import { type Command, did, refuse } from './command.ts';

export const waive: Command = {
  name: 'waive',
  aliases: [],
  usage: '/waive pir <reason>',
  summary: 'Do without the Post Incident Review, where the severity allows it.',
  who: 'The commander.',
  understand(words, given) {
    const [, reason = ''] =
      /^(?:the\s+)?(?:pir|review|post[\s-]incident[\s-]review)\b[\s,:.-]*([\s\S]*)$/i.exec(words.trim()) ?? [];
    const barred = needsCharge(given);
    if (barred) return barred;
    const { highest } = given.incident;
    const profile = given.policy.severities[highest === 'unknown' ? 'S2' : highest];
    if (!profile.waivable) {
      return refuse(
        `An incident that reached ${highest === 'unknown' ? 'no known severity (it counts as S2)' : highest} gets its review. A lower severity, if that is what it was:`,
        '/impact S3 <why>',
      );
    }
    return (
      needsText(reason, 'Say why, for the record', '/waive pir <why>') ?? did({ type: 'waived', reason: reason.trim() })
    );
  },
};
