// What an organisation decides for itself: services, severities, working hours.
//
// Every key has a default, so an empty file is a valid configuration. What one rule needs is described
// beside that rule (`src/rules`); here is what several of them share.

import * as z from 'zod';
import { Role } from './events.ts';

const minutes = z.int().positive();
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day as "HH:mm", in quotes');
const zone = z.string().refine(isZone, 'expected a time zone as in "Europe/London" or "UTC"');
const userName = z.string().regex(/^@?[\w.-]+$/, 'expected a GitLab user name');

export const Service = z.strictObject({
  title: z.string().optional().describe('What people call it.'),
  contacts: z.array(userName).default([]).describe('GitLab user names, called in this order when nobody acts.'),
  always_full: z.boolean().default(false).describe('An incident of this service is a full response at once (R9).'),
  heavy: z.boolean().default(false).describe('Users feel it at once: 5 minutes to acknowledge, at any hour.'),
  run_book: z.string().optional().describe('Address of the run book.'),
  recovery_plan: z.string().optional().describe('Address of the recovery or failover plan.'),
  evidence: z.string().optional().describe('What to save before anything is restarted.'),
});
export type Service = z.infer<typeof Service>;

export const SeverityProfile = z.strictObject({
  roles: z.array(Role).describe('Roles that must be filled while responding.'),
  sitrep_minutes: minutes.describe('A sitrep is due this often while responding (R65).'),
  sitrep_at_most: minutes.describe('The furthest that `/sitrep … next 45m` may move it.'),
  announce_minutes: minutes.nullable().describe('Users hear this often; null: on change, or as promised.'),
  review: z.enum(['full', 'short', 'none']).describe('The Post Incident Review that this severity asks for.'),
  waivable: z.boolean().describe('The commander may `/waive pir <reason>`.'),
});
export type SeverityProfile = z.infer<typeof SeverityProfile>;

const core: z.infer<typeof Role>[] = ['commander', 'ops-lead'];
const DEFAULTS = {
  S1: {
    roles: [...core, 'comms', 'planner'],
    sitrep_minutes: 30,
    sitrep_at_most: 60,
    announce_minutes: 60,
    review: 'full',
    waivable: false,
  },
  S2: {
    roles: [...core, 'comms', 'planner'],
    sitrep_minutes: 30,
    sitrep_at_most: 120,
    announce_minutes: 120,
    review: 'full',
    waivable: false,
  },
  S3: { roles: core, sitrep_minutes: 30, sitrep_at_most: 240, announce_minutes: null, review: 'full', waivable: true },
  S4: { roles: core, sitrep_minutes: 30, sitrep_at_most: 240, announce_minutes: null, review: 'short', waivable: true },
} satisfies Record<string, SeverityProfile>;

function profile(severity: keyof typeof DEFAULTS) {
  return SeverityProfile.partial()
    .default({})
    .transform((given): SeverityProfile => ({ ...DEFAULTS[severity], ...definedOnly(given) }));
}

export const SharedPolicy = z.strictObject({
  enabled: z.boolean().default(true).describe('false stops sitrep in this project.'),
  zone: zone.default('UTC').describe('The time zone in which times are echoed beside UTC.'),
  hours: z
    .strictObject({
      zone: zone.optional().describe('Defaults to the project’s zone.'),
      days: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]).describe('Working days; 1 is Monday.'),
      from: time.default('09:00'),
      to: time.default('17:30'),
    })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected a time of day after `from`' })
    .prefault({})
    .describe('Working hours: paperwork waits for them, S3 and S4 call nobody outside them.'),
  services: z.record(z.string(), Service).default({}).describe('The services that incidents are about, by short name.'),
  severities: z
    .strictObject({ S1: profile('S1'), S2: profile('S2'), S3: profile('S3'), S4: profile('S4') })
    .prefault({})
    .describe('What each severity asks for. Unknown counts as S2 while responding.'),
  roles: z
    .strictObject({
      combine: z.boolean().default(true).describe('Commander, Comms and Planner may be one person (R86).'),
    })
    .prefault({}),
  review: z
    .strictObject({
      representatives: z.array(userName).default([]).describe('User representatives: reviewers of every PIR (R108).'),
      external_stakeholders: z
        .array(z.string())
        .default([])
        .describe('Whom the PIR concerns outside the organisation (R12).'),
    })
    .prefault({}),
  former_bots: z
    .array(z.int().positive())
    .default([])
    .describe('User ids under which sitrep wrote before its token was replaced.'),
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

function definedOnly<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
