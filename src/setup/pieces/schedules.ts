// The schedules, which give certainty. They belong to the bot, for they run with their owner's rights; at which time
// they run is the project's own affair once they are there.

import type { NewSchedule, Schedule } from '../../gitlab/administration.ts';
import type { Outcome } from '../../gitlab/port.ts';
import { HEARTBEAT, schedules as wantedSchedules } from '../blueprint.ts';
import type { Setting } from '../setting.ts';
import { api, type Change, type Piece } from './piece.ts';

export const schedules: Piece = {
  name: 'schedules',
  async look(setting) {
    const there = await setting.admin.schedules();
    const wanted = wantedSchedules(setting.profile, setting.branch);
    return {
      changes: wanted.flatMap((schedule): Change[] => {
        const found = there.find(({ description }) => description === schedule.description);
        const why = found ? wrong(setting, schedule, found) : 'it finds what a webhook lost, and what is due';
        if (why === undefined) return [];
        return [
          {
            what: `the schedule \`${schedule.description}\`${found ? ', corrected' : ` (${schedule.cron}, ${schedule.active ? 'active' : 'off until an incident is open'})`}`,
            why,
            call: found
              ? `PUT ${api(setting, `pipeline_schedules/${found.id}`)}`
              : `POST ${api(setting, 'pipeline_schedules')}`,
            make: () => (found ? correct(setting, schedule, found) : create(setting, schedule)),
          },
        ];
      }),
    };
  },
};

function wrong({ bot, branch }: Setting, wanted: NewSchedule, found: Schedule): string | undefined {
  if (found.owner?.id !== bot.id) return 'it belongs to somebody else, with whose rights it runs';
  if (found.ref !== wanted.ref && found.ref !== branch) return `it is for another branch, ${found.ref}`;
  return found.description === HEARTBEAT && !found.active ? 'it is switched off' : undefined;
}

/** Before 18.1 a variable says what an input says later; the schedule runs only once it has it. */
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
): Promise<Outcome<unknown>> {
  const admin = bot.admin();
  if (found.owner?.id !== bot.id) {
    const taken = await admin.takeSchedule(found.id);
    if (taken.outcome !== 'done') return taken;
  }
  if (!hasInputs && !found.active && Object.keys(inputs).length > 0) return activate(admin, found.id, active);
  return admin.changeSchedule(found.id, { ref, ...(active ? { active } : {}) });
}

/** `SITREP_FULL` goes before the value that the component's job has for it. */
async function activate(
  admin: ReturnType<Setting['bot']['admin']>,
  id: number,
  active: boolean,
): Promise<Outcome<unknown>> {
  const set = await admin.setScheduleVariable(id, 'SITREP_FULL', 'true');
  const there = set.outcome === 'refused' && /taken|exist/i.test(set.reason);
  return set.outcome === 'done' || there ? admin.changeSchedule(id, { active }) : set;
}
