// What a sitrep costs in each system, with Slack and Jira beside GitLab: requests, counted by who was asked.

import { green, openMirrored, REPORT } from './cuts/minutes.ts';
import { type SystemName, systemsOf } from './cuts/systems.ts';
import type { Figure } from './figures.ts';

const OF = 'react on one command (/sitrep), with Slack and Jira beside GitLab';

/** What it cost on 23 November 2026: whoever adds a request sees it. */
const AIMS: readonly (readonly [SystemName, 'reads' | 'writes', number])[] = [
  ['GitLab', 'reads', 9],
  ['GitLab', 'writes', 2],
  ['Slack', 'reads', 2],
  ['Slack', 'writes', 2],
  ['Jira', 'reads', 4],
  ['Jira', 'writes', 2],
];

/** The second sitrep of a full response: everything is there already, and nothing else happens. */
export async function mirroredFigures(): Promise<readonly Figure[]> {
  const stage = await openMirrored();
  try {
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await stage.person('ben').say(iid, '/ops-lead');
    await green(stage);
    for (const text of ['the spare is coming up', 'the spare is up']) {
      await stage.gitlab.advance(2);
      systemsOf(stage, stage.mirrors).clear();
      await stage.person('ana').say(iid, `/sitrep ${text}`);
      await stage.gitlab.idle();
      systemsOf(stage, stage.mirrors).clear();
      const { code, lines } = await stage.sitrep(['react'], { SITREP_IID: String(iid) });
      if (code !== 0) throw new Error(`the job ended with ${code}:\n${lines.join('\n')}`);
    }
    const cuts = systemsOf(stage, stage.mirrors).cuts();
    const operations = cuts.filter(({ system, method }) => system === 'git' && method === 'GET').length;
    return [
      ...AIMS.map(([name, kind, aim]) => ({
        of: OF,
        what: `${name}: ${kind}`,
        value: cuts.filter(({ system, writes }) => system === name && writes === (kind === 'writes')).length,
        aim,
      })),
      { of: OF, what: 'git operations', value: operations, aim: 3 },
    ];
  } finally {
    await stage.close();
  }
}
