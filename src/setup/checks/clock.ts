// What makes sitrep punctual when nobody says anything: schedules, the timer, and a runner that takes the jobs.

import type { Schedule } from '../../gitlab/administration.ts';
import { minutesBetween, stamp } from '../../text/time.ts';
import { HEARTBEAT, RESOURCE_GROUP, SUPPORTED, WATCH } from '../blueprint.ts';
import { FULL } from '../pieces/schedules.ts';
import { atLeast } from '../setting.ts';
import { bad, both, type Check, call, type Finding, from, good, INIT, unknown, warning } from './check.ts';
import type { Examined } from './examined.ts';

const DAY_MINUTES = 24 * 60;
/** Once a day, at an hour in which little happens, and not at a full one when everybody's schedules start. */
const DAILY = '40 3 * * *';
/** GitLab starts schedules late under load, by up to an hour and more (GitLab docs). */
const LATE_MINUTES = 120;

export const heartbeat: Check = {
  id: 'heartbeat',
  group: 'clock',
  title: 'The daily schedule runs',
  look: (examined) =>
    from(both(examined.schedules, examined.bot), ([all, bot]) => {
      const daily = all.find(({ description }) => description === HEARTBEAT);
      if (!daily) return bad(`The schedule "${HEARTBEAT}" is not there: what webhooks lose is found by nobody.`, INIT);
      if (daily.owner?.id !== bot.id) return foreign(examined, daily);
      if (!daily.active)
        return bad(
          `The schedule "${HEARTBEAT}" is switched off.`,
          `Switch it on as the bot: ${change(examined, daily, { active: true })}`,
        );
      const next = nextRun(examined, daily);
      return next.state === 'good' ? readsAll(examined, next) : next;
    }),
};

export const watch: Check = {
  id: 'watch-schedules',
  group: 'clock',
  title: 'The schedules are on while an incident is open',
  look: (examined) =>
    from(both(both(examined.schedules, examined.bot), both(examined.journal, examined.profile)), (known) => {
      const [[all, bot], [journal, profile]] = known;
      const watches = all.filter(({ description }) => description.startsWith(WATCH));
      if (watches.length === 0)
        return bad(`There is no schedule "${WATCH}": without it only webhooks and timers are on time.`, INIT);
      const alien = watches.find(({ owner }) => owner?.id !== bot.id);
      if (alien) return foreign(examined, alien);
      if (journal.state !== 'there') return unknown('There is no journal to say whether an incident is open.');
      const open = journal.open.filter(({ watched }) => watched).length;
      const on = watches.filter(({ active }) => active);
      if (open === 0 && on.length > 0) {
        const reason = `No incident is open and ${on.length} of ${watches.length} schedules are on: jobs for nothing, until the daily one switches them off.`;
        const remedy = `Switch them off as the bot: ${on.map((one) => change(examined, one, { active: false })).join(' ')}`;
        // They take more than a free plan has; `init` makes several on that plan only.
        return profile === 'gitlab.com-free' || watches.length > 1 ? bad(reason, remedy) : warning(reason, remedy);
      }
      if (open > 0 && on.length === 0)
        return bad(
          `${open === 1 ? 'An incident is' : `${open} incidents are`} open and none of the ${watches.length} schedules is on: what a webhook loses waits until tomorrow.`,
          `Switch them on as the bot: ${watches.map((one) => change(examined, one, { active: true })).join(' ')}`,
        );
      return good(open === 0 ? 'Off: no incident is open.' : `${on.length} of ${watches.length} are on.`);
    }),
};

/** The furthest that a timer is armed ahead (GitLab delays a job by a week at most). */
const TIMER_AHEAD_MINUTES = 6 * DAY_MINUTES;
/** Timers count whole minutes, and a job that was just woken takes a while. */
const TIMER_SLACK_MINUTES = 2;
const WAKING_MINUTES = 15;

export const timer: Check = {
  id: 'timer',
  group: 'clock',
  title: 'A timer is armed where something comes due',
  look: ({ journal: seen, now, url }) =>
    from(seen, (journal) => {
      if (journal.state !== 'there') return unknown('There is no journal to say what comes due.');
      const { due, timer: armed, timerRefusedAt } = journal;
      if (due === undefined || minutesBetween(now, due) > TIMER_AHEAD_MINUTES)
        return good('Nothing comes due in the next days.');
      if (
        armed !== undefined &&
        minutesBetween(armed, now) < WAKING_MINUTES &&
        minutesBetween(due, armed) <= TIMER_SLACK_MINUTES
      )
        return good(`Armed for ${stamp(armed)}.`);
      if (timerRefusedAt !== undefined)
        return bad(
          `GitLab refused a timer at ${stamp(timerRefusedAt)}: until it takes one, only schedules and webhooks are on time.`,
          `Run \`sitrep init\`: it adds the input wake-in. Then \`sitrep sweep --full\` tries again at once, any other run within 15 minutes; its log (${url}/-/jobs) says what GitLab answers.`,
        );
      return bad(
        `Something comes due at ${stamp(due)}, and ${armed === undefined ? 'no timer is armed' : `the timer was set for ${stamp(armed)}`}.`,
        'Run `sitrep sweep`: it arms one, or says what hinders it.',
      );
    }),
};

export const resourceGroup: Check = {
  id: 'resource-group',
  group: 'clock',
  title: 'Jobs that wait let the newest go first',
  look: (examined) =>
    from(examined.resourceGroup, (group) => {
      if (!group) return good('No job has run yet; GitLab knows the group from the first on.');
      if (group.mode === RESOURCE_GROUP.mode) return good(`${RESOURCE_GROUP.key} is ${group.mode}.`);
      return warning(
        `The resource group ${RESOURCE_GROUP.key} is ${group.mode}: in a busy minute jobs run one after the other that find nothing left.`,
        INIT,
      );
    }),
};

export const runners: Check = {
  id: 'runner',
  group: 'clock',
  title: 'A runner takes the jobs',
  look: (examined) =>
    from(both(examined.runners, examined.ciFile), ([all, file]) => {
      const tags = file?.tags ?? [];
      const page = `${examined.url}/-/settings/ci_cd, Runners`;
      // Where GitLab does not tell what a runner takes, it is believed to take the job.
      const fit = all.filter(({ tags: has, runsUntagged }) =>
        tags.length === 0 ? runsUntagged !== false : tags.every((tag) => has?.includes(tag) ?? true),
      );
      const ready = fit.find(({ online, paused }) => online && !paused);
      if (ready) return good(`${ready.description === '' ? `Runner ${ready.id}` : ready.description} is online.`);
      const [first] = fit;
      if (!first)
        return bad(
          all.length === 0
            ? 'The project has no runner: its jobs wait for ever.'
            : `No runner takes ${tags.length === 0 ? 'jobs without tags' : `jobs with the tags ${tags.join(', ')}`}.`,
          `Switch instance runners on, or register one of your own (${page}): ${call('PUT', examined.api, { shared_runners_enabled: true })}`,
        );
      if (first.paused)
        return bad(
          `The runner ${first.description} is paused: jobs wait.`,
          `Resume it (${page}): ${call('PUT', `/runners/${first.id}`, { paused: false })}`,
        );
      return bad(
        `The runner ${first.description} is offline: jobs wait.`,
        `Start it on its machine (\`gitlab-runner start\`), or switch on another (${page}).`,
      );
    }),
};

function foreign(examined: Examined, { id, description, owner }: Schedule): Finding {
  return bad(
    `The schedule "${description}" belongs to ${owner === undefined ? 'nobody' : `@${owner.name}`}: it runs with that person's rights, and stops when they leave.`,
    `Take it over as the bot (${examined.url}/-/pipeline_schedules, Take ownership): ${call('POST', `${examined.api}/pipeline_schedules/${id}/take_ownership`)}`,
  );
}

function nextRun(examined: Examined, schedule: Schedule): Finding {
  const { nextRun: next, description } = schedule;
  const saved = `Save it once more as the bot, so that GitLab computes it anew: ${change(examined, schedule, { active: false })} ${change(examined, schedule, { active: true })}`;
  if (next === undefined) return bad(`The schedule "${description}" has no next run.`, saved);
  const minutes = minutesBetween(examined.now, next);
  if (minutes < -LATE_MINUTES)
    return bad(`The schedule "${description}" should have run at ${stamp(next)} and did not.`, saved);
  if (minutes > DAY_MINUTES + LATE_MINUTES)
    return bad(
      `The schedule "${description}" runs next at ${stamp(next)} only; it should run every day (its cron is ${schedule.cron}).`,
      `Change its interval as the bot (${examined.url}/-/pipeline_schedules/${schedule.id}/edit): ${change(examined, schedule, { cron: DAILY })}`,
    );
  return good(`It runs next at ${stamp(next)}.`);
}

/** What GitLab does not tell counts as there, as it does for `init`. */
function readsAll({ heartbeatValues, version }: Examined, otherwise: Finding): Finding {
  const known = both(heartbeatValues, version);
  if (!known.known) return unknown(known.why);
  const [values, gitlab] = known.value;
  const [kind, name, given] = atLeast(gitlab, SUPPORTED.inputs)
    ? ['input', 'full', values?.inputs]
    : ['variable', FULL, values?.variables];
  if (given === undefined || String(given[name]) === 'true') return otherwise;
  return bad(
    `The schedule "${HEARTBEAT}" does not set the ${kind} ${name}: it reads only what changed lately, and what was lost before stays lost.`,
    'Run `sitrep init`: it sets it.',
  );
}

function change(examined: Examined, { id }: Schedule, body: Readonly<Record<string, unknown>>): string {
  return call('PUT', `${examined.api}/pipeline_schedules/${id}`, body);
}
