// The busiest minute of an incident: everything that a single run can have to do, waiting to be done.
//
// On the first incident comments with accepted and refused commands, an internal one, labels by hand, an edit of
// the live state, a close by hand, and a resolution that opens the review with its commit and merge request; on the
// second a time-box that is about to end.

import { openStage, type Stage } from '../../src/demo/stage.ts';
import { descriptionOf, green, REPORT } from './story.ts';

const CONFIG = [
  'services:',
  '  nexus:',
  '    title: Nexus',
  '    contacts: [ben, cai]',
  'review:',
  '  representatives: [uli]',
].join('\n');

/** A stage at 04:30:30 with all that unread. */
export async function openBusiestMinute(): Promise<Stage> {
  const stage = await openStage({ files: { '.gitlab/sitrep.yml': `${CONFIG}\n` } });
  await untilThatMinute(stage);
  await theMinute(stage);
  return stage;
}

async function untilThatMinute(stage: Stage): Promise<void> {
  const [ana, ben, cai, dee, eve, uli] = ['ana', 'ben', 'cai', 'dee', 'eve', 'uli'].map(stage.person);
  if (!ana || !ben || !cai || !dee || !eve || !uli) return;
  const first = await uli.open('Nexus is down', REPORT);
  const second = await eve.open('Jira is slow', REPORT.replace('Nexus', 'Jira'));
  await green(stage, 'sweep');
  stage.gitlab.clock.set('2026-03-11T04:05:00Z');
  await ana.say(first, '/ack\n/respond many builds\n/commander\n/ops-lead @ben');
  await cai.say(second, '/ack');
  await green(stage, 'sweep');
  stage.gitlab.clock.set('2026-03-11T04:08:00Z');
  await ben.say(first, '/accept\n/change switched to the spare undo: switch back');
  await dee.say(first, '/planner');
  await eve.say(first, '/comms');
  await green(stage, 'sweep');
  stage.gitlab.clock.set('2026-03-11T04:15:00Z');
  await ana.say(first, '/sitrep the spare is coming up\n/impact all builds, about 40 people, no way round');
  await eve.say(first, '/announce Nexus is down since breakfast; a spare is being started. Next word at 05:00');
  await green(stage, 'sweep');
}

async function theMinute(stage: Stage): Promise<void> {
  const [ana, ben, cai, dee, eve, uli] = ['ana', 'ben', 'cai', 'dee', 'eve', 'uli'].map(stage.person);
  if (!ana || !ben || !cai || !dee || !eve || !uli) return;
  stage.gitlab.clock.set('2026-03-11T04:30:30Z');
  await ben.say(1, 'Spare is up.\n\n/change pointed the proxy at the spare undo: point it back\n/planner');
  await uli.say(1, '/sitrep it works for me again\n\n/chnge nothing');
  await eve.say(1, '/began 03:50\n\n/take commander', { internal: true });
  await dee.change(1, { add_labels: 'severity::S3' });
  await cai.change(1, { add_labels: 'incident::closed' });
  await cai.change(1, {
    description: (await descriptionOf(stage, 1)).replace(
      '### Live incident state',
      '### Live incident state\nIt is DNS.',
    ),
  });
  await ana.say(1, '/mitigated the spare answers\n\n/undone C1\n/evidence thread dump on the share, /srv/dump.txt');
  await ana.say(1, '/resolved the spare serves everybody');
  await ana.change(1, { state_event: 'close' });
}
