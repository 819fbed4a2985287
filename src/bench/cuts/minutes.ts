// The minutes of incidents in which most happens, with Slack, Jira, Confluence and a pager beside GitLab: each is one job
// of which every request can be cut.

import { listed } from '../../demo/reading.ts';
import { at, items, openStage, type Stage } from '../../demo/stage.ts';
import { type Minute, prepare } from './killing.ts';

const CONFIG = `services:
  nexus:
    title: Nexus
    contacts: [cai]
    communities: [builders]
    backlog: {jira: SKB}
    bugs: {jira: NEX}
communities:
  builders:
    slack: ["#builders"]
review:
  representatives: [uli]
`;

export const REPORT = `<!-- sitrep:incident -->
## Which service?

Nexus

## What do you see?

502 since breakfast

## Who is affected?

all builds
`;

/** What happens until a job runs, on a stage in which all earlier minutes have passed. */
interface Scene {
  readonly name: string;
  /** UTC, of the one day on which all happens. */
  readonly at: string;
  /** What was before, dealt with by jobs of its own. */
  before?(stage: Stage): Promise<void>;
  /** What the job finds. */
  act(stage: Stage): Promise<void>;
}

export interface NamedMinute extends Minute {
  readonly name: string;
}

/** A stage on which the minutes can be played. */
export function openMirrored(): Promise<Stage> {
  return openStage({
    mirrors: { channels: ['#builders'], projects: ['SKB', 'NEX'], config: CONFIG },
    init: ['--yes', '--no-proof'],
  });
}

/** Plays the day; each minute is tried by whoever takes it, and put back and over before the next begins. */
export async function* minutesOn(stage: Stage): AsyncGenerator<NamedMinute, undefined> {
  for (const scene of SCENES) {
    await scene.before?.(stage);
    stage.gitlab.clock.set(`2026-03-11T${scene.at}Z`);
    await scene.act(stage);
    await stage.gitlab.idle();
    const minute = await prepare(stage, stage.mirrors);
    yield { ...minute, name: scene.name };
    await minute.again();
    await stage.sitrep(['sweep']);
    await minute.afterwards();
  }
}

const SCENES: readonly Scene[] = [
  {
    name: 'the full response begins',
    at: '04:05:00',
    async before(stage) {
      await stage.person('uli').open('Nexus is down', REPORT);
      await green(stage);
      await stage.person('ana').say(1, '/ack');
      await green(stage);
    },
    act: async (stage) => {
      await stage
        .person('ana')
        .say(1, '/respond many builds\n/commander\n/ops-lead @ben\n/bridge https://zoom.example/j/1');
    },
  },
  {
    name: 'a sitrep, a decision and an announcement, commands in Slack, a comment in Jira',
    at: '04:14:00',
    async before(stage) {
      await stage.person('ben').say(1, '/accept');
      await stage.person('dee').say(1, '/planner');
      await stage.person('eve').say(1, '/comms');
      stage.gitlab.clock.set('2026-03-11T04:11:00Z');
      await green(stage);
    },
    async act(stage) {
      await stage.person('ana').say(1, '/sitrep the spare is coming up\n/decide we wait for the spare');
      await stage
        .person('eve')
        .say(1, '/announce Nexus is down since breakfast; a spare is being started. Next word at 05:00');
      const room = roomOf(stage, 1);
      stage.mirrors.inSlack('ben').say(room, '!change switched to the spare undo: switch back');
      stage.mirrors.inSlack('ana').say(room, '!found the log is 40 GB');
      stage.mirrors.inSlack('dee').say(room, '!chnge nothing');
      stage.mirrors.inJira('cai').comment('INC-1', 'Our builds wait too.');
    },
  },
  {
    name: '/bug, /backlog of another report, and what users were told put right',
    at: '04:20:00',
    async before(stage) {
      await stage.person('uli').open('Nexus should show who uploaded', REPORT);
      await green(stage);
    },
    async act(stage) {
      await stage.person('ben').say(1, '/bug the log is never rotated\nIt grew to 40 GB.');
      await stage.person('ana').say(2, '/backlog team it is a wish');
      await stage.person('eve').say(1, '/correct A1 Only builds that pull from Nexus wait. Next word at 05:00');
    },
  },
  {
    name: 'mitigated and resolved, the review opened and published',
    at: '04:27:00',
    async act(stage) {
      await stage.person('ben').say(1, '/mitigated the spare answers\n\n/keep C1 it stays until Monday');
      await stage.person('dee').say(1, '/evidence thread dump on the share, /srv/dump.txt');
      await stage.person('eve').say(1, '/announce All clear: Nexus works again since 04:25.');
      await stage.person('ana').say(1, '/resolved the spare serves everybody');
    },
  },
  {
    name: 'the review merged, everything closed',
    at: '04:35:00',
    act: (stage) => mergeReview(stage, 1),
  },
  {
    name: 'an incident made confidential',
    at: '04:47:00',
    async before(stage) {
      stage.gitlab.clock.set('2026-03-11T04:42:00Z');
      const iid = await stage.person('uli').open('Nexus shows strange users', REPORT);
      await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
      await stage.person('ben').say(iid, '/ops-lead');
      await stage.person('dee').say(iid, '/planner');
      await stage.person('eve').say(iid, '/comms');
      await green(stage);
      stage.gitlab.clock.set('2026-03-11T04:44:00Z');
      await stage.person('ana').say(iid, '/sitrep somebody is in there');
      await green(stage);
    },
    async act(stage) {
      await stage.person('mia').change(3, { confidential: true });
    },
  },
];

/** Runs jobs until nothing is left to do. Throws where one does not end green. */
export async function green(stage: Stage): Promise<void> {
  for (let nth = 0; nth < 3; nth += 1) {
    const { code, lines } = await stage.sitrep(['sweep']);
    if (code !== 0) throw new Error(`sitrep sweep ended with ${code}:\n${lines.join('\n')}`);
  }
}

/** Of an incident, by its number. */
function roomOf(stage: Stage, iid: number): string {
  const room = stage.mirrors.slack.channels().find(({ name }) => name.startsWith(`inc-${iid}-`));
  if (!room) throw new Error(`incident #${iid} has no room`);
  return room.id;
}

/** Somebody writes what only people can write into it, and somebody who may merges it. */
async function mergeReview(stage: Stage, iid: number): Promise<void> {
  const [branch, maintainer] = [`pir/${iid}`, stage.person('mia')];
  const tree = await listed(stage, `/repository/tree?ref=${encodeURIComponent(branch)}&recursive=true&path=pir`);
  const path = tree.map((entry) => String(at(entry, 'path'))).find((one) => one.endsWith('.md'));
  if (path === undefined) throw new Error(`there is no review on ${branch}`);
  const file = `/repository/files/${encodeURIComponent(path)}`;
  const { body } = await maintainer.api('GET', `${file}?ref=${encodeURIComponent(branch)}`);
  const text = Buffer.from(String(at(body, 'content')), 'base64').toString('utf8');
  const content = text.replace(/^→ .*$/gm, 'The disk was full.');
  await maintainer.api('PUT', file, { branch, content, commit_message: 'Write the review' });
  const requests = await maintainer.api('GET', `/merge_requests?source_branch=${encodeURIComponent(branch)}`);
  const number = items(requests.body).map((request) => at(request, 'iid'))[0];
  const { status } = await maintainer.api('PUT', `/merge_requests/${number}/merge`, {
    should_remove_source_branch: true,
  });
  if (status >= 300) throw new Error(`the review of #${iid} could not be merged: ${status}`);
}
