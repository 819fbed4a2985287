// What an organisation decides for itself: services, severities, working hours.
//
// Every key has a default, so an empty file is a valid configuration. What one rule needs is described
// beside that rule (`src/rules`); here is what several of them share.

import * as z from 'zod';
import { Role } from './events.ts';
import { Destination, mirrorShape } from './mirror-policy.ts';
import { described, Minutes } from './setting.ts';

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { abort: true })
  .meta({ title: 'a time of day as "HH:mm", in quotes' });
const zone = z
  .string()
  .refine(isZone, 'expected a time zone as in "Europe/London" or "UTC"')
  .meta({ title: 'a time zone as in "Europe/London" or "UTC"' });
const userName = z
  .string()
  .regex(/^@?[\w.-]+$/)
  .meta({ title: 'a GitLab user name as in ana, no e-mail address and no full name' });

const days = z.array(z.int().min(1).max(7)).min(1);
const DAY_ENDS = { path: ['to'], message: 'expected a time of day after `from`' };

const Hours = z
  .strictObject({
    zone: described(zone.optional(), {
      description: 'Their time zone, where it is another than that of `zone`.',
      example: 'Europe/London',
    }),
    days: described(days.default([1, 2, 3, 4, 5]), { description: 'Working days; 1 is Monday, 7 is Sunday.' }),
    from: described(time.default('09:00'), { description: 'When the working day begins, in quotes.' }),
    to: described(time.default('17:30'), { description: 'When it ends, on the same day.' }),
  })
  .refine(({ from, to }) => from < to, DAY_ENDS);

/** Of one service: what it does not say is as for all. */
const ServiceHours = z
  .strictObject({
    zone: described(zone.optional(), { description: 'The time zone of these hours.', example: 'Africa/Johannesburg' }),
    days: described(days.optional(), { description: 'Days of service; 1 is Monday.', example: [1, 2, 3, 4, 5, 6, 7] }),
    from: described(time.optional(), { description: 'When service hours begin, in quotes.', example: '06:00' }),
    to: described(time.optional(), { description: 'When they end, on the same day.', example: '22:00' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, DAY_ENDS);

export const Service = z.strictObject({
  title: described(z.string().optional(), {
    description: 'What people call it; reports that name it are about this service.',
    example: 'Nexus',
  }),
  contacts: described(z.array(userName).default([]), {
    description: 'GitLab user names, called in this order when nobody acts.',
    source: 'R110',
    example: ['ana', 'ben'],
  }),
  always_full: described(z.boolean().default(false), {
    description: 'An incident of this service is a full response at once, without a time-box.',
    source: 'R9',
  }),
  heavy: described(z.boolean().default(false), {
    description: 'Users feel it at once: `rules.acknowledge.heavy_minutes` to `/ack`, at any hour.',
    source: 'R9',
  }),
  hours: described(ServiceHours.optional(), {
    description: 'Service hours: within them its contacts are called, where they differ from `hours`.',
    source: 'R19, R89',
  }),
  run_book: described(z.string().optional(), {
    description: 'Address of the run book, shown in the first reply.',
    source: 'R111',
    example: 'https://wiki.example.org/nexus/run-book',
  }),
  recovery_plan: described(z.string().optional(), {
    description: 'Address of the recovery or failover plan, shown in the first reply.',
    source: 'R55, R111',
    example: 'https://wiki.example.org/nexus/recovery',
  }),
  evidence: described(z.string().optional(), {
    description: 'What to save before anything is restarted, shown in the first reply.',
    source: 'R56',
    example: 'nexus.log and a thread dump',
  }),
  communities: described(z.array(z.string()).default([]), {
    description: 'Who is told in announcements about it: short names of `communities`.',
    source: 'R32',
    example: ['builders'],
  }),
  backlog: described(Destination.optional(), {
    description: 'The tracker of its team, for `/backlog team`.',
    source: 'R25',
  }),
  bugs: described(Destination.optional(), {
    description: 'Where `/bug` files; an issue of this project where none is named.',
    source: 'R77',
  }),
});
export type Service = z.infer<typeof Service>;

const SERVICE = { description: 'One service, by the short name that reports give it.', source: 'R19' };

export const SeverityProfile = z.strictObject({
  roles: described(z.array(Role), {
    description: 'Roles that must be filled while responding; the commander may say that one is not needed.',
    source: 'R51, R57',
  }),
  sitrep_minutes: described(Minutes, {
    description: 'A sitrep is due this often while responding.',
    unit: 'minutes',
    source: 'R3, R65',
  }),
  sitrep_mitigated_minutes: described(Minutes, {
    description: 'A sitrep is due this often once service is restored.',
    unit: 'minutes',
    source: 'R3, R65',
  }),
  sitrep_at_most_minutes: described(Minutes, {
    description: 'The furthest that `/sitrep … next 45m` may move the next one.',
    unit: 'minutes',
    source: 'R65',
  }),
  announce_minutes: described(Minutes.nullable(), {
    description: 'Users hear this often while responding; null: on change, or as promised.',
    unit: 'minutes',
    source: 'R31, R33',
  }),
  review: described(z.enum(['full', 'short', 'none']), {
    description: 'The Post Incident Review that this severity asks for.',
    source: 'R84',
  }),
  waivable: described(z.boolean(), {
    description: 'The commander may do without the review: `/waive pir <reason>`.',
    source: 'R67',
  }),
});
export type SeverityProfile = z.infer<typeof SeverityProfile>;

const core: z.infer<typeof Role>[] = ['commander', 'ops-lead'];
const everybody: z.infer<typeof Role>[] = [...core, 'comms', 'planner'];
const rhythm = { sitrep_minutes: 30, sitrep_mitigated_minutes: 120 };

const S1: SeverityProfile = {
  ...rhythm,
  roles: everybody,
  sitrep_at_most_minutes: 60,
  announce_minutes: 60,
  review: 'full',
  waivable: false,
};
const S2: SeverityProfile = { ...S1, sitrep_at_most_minutes: 120, announce_minutes: 120 };
const S3: SeverityProfile = {
  ...rhythm,
  roles: core,
  sitrep_at_most_minutes: 240,
  announce_minutes: null,
  review: 'full',
  waivable: true,
};
const S4: SeverityProfile = { ...S3, review: 'short' };

/** A severity keeps the default of each thing that it does not say (R3). */
function profile(defaults: SeverityProfile, description: string) {
  const { shape } = SeverityProfile;
  const schema = z.strictObject({
    roles: shape.roles.default(defaults.roles),
    sitrep_minutes: shape.sitrep_minutes.default(defaults.sitrep_minutes),
    sitrep_mitigated_minutes: shape.sitrep_mitigated_minutes.default(defaults.sitrep_mitigated_minutes),
    sitrep_at_most_minutes: shape.sitrep_at_most_minutes.default(defaults.sitrep_at_most_minutes),
    announce_minutes: shape.announce_minutes.default(defaults.announce_minutes),
    review: shape.review.default(defaults.review),
    waivable: shape.waivable.default(defaults.waivable),
  });
  return described(schema.prefault({}), { description, source: 'R3' });
}

const Severities = z.strictObject({
  S1: profile(S1, 'Critical: everybody is affected, or data is at risk.'),
  S2: profile(S2, 'High: many are affected, there is no way round.'),
  S3: profile(S3, 'Medium: some are affected, or there is a way round.'),
  S4: profile(S4, 'Low: a nuisance.'),
});

const Roles = z.strictObject({
  combine: described(z.boolean().default(true), {
    description: 'Commander, Comms and Planner may be one person.',
    source: 'R86',
  }),
});

const Review = z.strictObject({
  representatives: described(z.array(userName).default([]), {
    description: 'User representatives: GitLab user names, reviewers of every Post Incident Review.',
    source: 'R108',
    example: ['uli'],
  }),
  external_stakeholders: described(z.array(z.string()).default([]), {
    description: 'Whom the Post Incident Review concerns outside the organisation.',
    source: 'R12',
    example: ['operators of the partner site'],
  }),
});

export const SharedPolicy = z.strictObject({
  enabled: described(z.boolean().default(true), { description: '`false` stops sitrep in this project.', source: 'R4' }),
  zone: described(zone.default('UTC'), {
    description: 'The time zone in which times are repeated beside UTC.',
    source: 'R89',
    example: 'Europe/London',
  }),
  hours: described(Hours.prefault({}), {
    description: 'Working hours: paperwork waits for them, S3 and S4 call nobody outside them.',
    source: 'R89',
  }),
  services: described(z.record(z.string(), described(Service, SERVICE)).default({}), {
    description: 'The services that incidents are about, by short name.',
    source: 'R1, R19',
  }),
  severities: described(Severities.prefault({}), {
    description: 'What each severity asks for; unknown counts as S2 while responding.',
    source: 'R3',
  }),
  roles: described(Roles.prefault({}), { description: 'Who may hold which roles together.', source: 'R86, R87' }),
  ...mirrorShape,
  review: described(Review.prefault({}), { description: 'Who takes part in Post Incident Reviews.', source: 'R108' }),
  former_bots: described(z.array(z.int().positive()).default([]), {
    description: 'User ids under which sitrep wrote before its token was replaced.',
    example: [4711],
  }),
});
export type SharedPolicy = z.infer<typeof SharedPolicy>;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
