// The schedules, which give certainty. They belong to the bot, for they run with their owner's rights; at which time
// they run is the project's own affair once they are there.

import type { Administration, NewSchedule, Schedule } from '../../gitlab/administration.ts';
import type { Outcome } from '../../http/outcome.ts';
import { HEARTBEAT, schedules as wantedSchedules } from '../blueprint.ts';
import type { Setting } from '../setting.ts';
import { api, type Change, type Piece } from './piece.ts';

export const schedules: Piece = {
  name: 'schedules',
  async look(setting) {
    const there = await setting.admin.schedules();
    const wanted = wantedSchedules(setting.profile, setting.branch);
    const changes = await Promise.all(
      wanted.map((schedule) =>
        changesOf(
          setting,
          schedule,
          there.find(({ description }) => description === schedule.description),
        ),
      ),
    );
    return { changes: changes.flat() };
  },
};

async function changesOf(
  setting: Setting,
  schedule: NewSchedule,
  found: Schedule | undefined,
): Promise<readonly Change[]> {
  const { description, cron, active } = schedule;
  if (!found)
    return [
      {
        what: `the schedule \`${description}\` (${cron}, ${active ? 'active' : 'off until an incident is open'})`,
        why: 'it finds what a webhook lost, and what is due',
        call: `POST ${api(setting, 'pipeline_schedules')}`,
        make: () => create(setting, schedule),
      },
    ];
  const lacks = await lacksValues(setting, schedule, found);
  const why = wrong(setting, schedule, found) ?? (lacks ? 'its pipelines are not told to read everything' : undefined);
  if (why === undefined) return [];
  return [
    {
      what: `the schedule \`${description}\`, corrected`,
      why,
      call: `PUT ${api(setting, `pipeline_schedules/${found.id}`)}`,
      make: () => correct(setting, schedule, found, lacks),
    },
  ];
}

function wrong({ bot, branch }: Setting, wanted: NewSchedule, found: Schedule): string | undefined {
  if (found.owner?.id !== bot.id) return 'it belongs to somebody else, with whose rights it runs';
  if (found.ref !== wanted.ref && found.ref !== branch) return `it is for another branch, ${found.ref}`;
  return found.description === HEARTBEAT && !found.active ? 'it is switched off' : undefined;
}

/** Before 18.1 a variable says what an input says later. What GitLab does not tell counts as there. */
async function lacksValues({ admin, hasInputs }: Setting, { inputs }: NewSchedule, { id }: Schedule): Promise<boolean> {
  if (Object.keys(inputs).length === 0) return false;
  const values = await admin.scheduleValues(id);
  if (!hasInputs) return values.variables !== undefined && values.variables[FULL] !== 'true';
  const given = values.inputs;
  return given !== undefined && Object.entries(inputs).some(([name, value]) => String(given[name]) !== String(value));
}

/** Goes before the value that the component's job has for it. */
export const FULL = 'SITREP_FULL';

/** The schedule runs only once it has its variable. */
async function create({ bot, hasInputs }: Setting, schedule: NewSchedule): Promise<Outcome<unknown>> {
  const { inputs, active } = schedule;
  if (hasInputs || Object.keys(inputs).length === 0)
    return bot.admin().createSchedule(hasInputs ? schedule : { ...schedule, inputs: {} });
  const made = await bot.admin().createSchedule({ ...schedule, inputs: {}, active: false });
  return made.outcome === 'done' ? activate(bot.admin(), made.value.id, active) : made;
}

async function correct(
  { bot, hasInputs }: Setting,
  { ref, active, inputs }: NewSchedule,
  found: Schedule,
  lacks: boolean,
): Promise<Outcome<unknown>> {
  const admin = bot.admin();
  if (found.owner?.id !== bot.id) {
    const taken = await admin.takeSchedule(found.id);
    if (taken.outcome !== 'done') return taken;
  }
  if (!hasInputs && lacks) {
    const set = await activate(admin, found.id, active);
    if (set.outcome !== 'done') return set;
  }
  return admin.changeSchedule(found.id, {
    ref,
    ...(active ? { active } : {}),
    ...(hasInputs && lacks ? { inputs } : {}),
  });
}

async function activate(admin: Administration, id: number, active: boolean): Promise<Outcome<unknown>> {
  const set = await admin.setScheduleVariable(id, FULL, 'true');
  return set.outcome === 'done' ? admin.changeSchedule(id, { active }) : set;
}
