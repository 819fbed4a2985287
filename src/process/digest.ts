// Nudges are gathered: all that one person owes is one item list in one comment, at most every 15
// minutes (process.md section 0). What is urgent by its nature (the time-box's end) does not wait.

import type { Fact, Nudge, Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { leader, solo } from '../incident/people.ts';
import type { Policy } from '../rules/index.ts';
import { contactsAs, contactsOf, type Lapse, workingHours } from '../rules/rule.ts';
import { type Instant, isWorkingTime, plusMinutes } from '../text/time.ts';
import { digest as hash } from './comments.ts';

/** Half a minute less than 15: runs on a schedule of five minutes are never on the second. */
const SPACING_MINUTES = 14.5;

/** The nudge to record now, if any: lapses that were not told before, whose people may be told again. */
export function nudgeFor(
  incident: Incident,
  lapses: readonly Lapse[],
  now: Instant,
  policy: Policy,
): { id: string; fact: Fact } | undefined {
  const items = lapses
    .filter((lapse) => !incident.nudged.has(lapse.item) && !lifted(incident, lapse))
    .map((lapse) => spareOpsLead(incident, lapse))
    .filter(reachesSomebody)
    .map((lapse) => spareWhoIsAlone(incident, lapse, policy))
    .filter((lapse, index, all) => !toldOfWindow([...incident.nudges, ...all.slice(0, index)], lapse))
    .filter(
      (lapse) =>
        isTheHour(incident, lapse, now, policy) && (lapse.urgent === true || mayBeTold(incident, lapse.owes, now)),
    )
    .map(asNudge);
  if (items.length === 0) return undefined;
  return { id: `nudge:${hash(items.map((item) => item.item).join('\n'))}`, fact: { type: 'nudged', items } };
}

function lifted(incident: Incident, lapse: Lapse): boolean {
  return incident.overrides.some((override) => lapse.item.startsWith(`${override.rule}:`));
}

/** The Ops Lead is asked for nothing but their own offer (R58); whoever leads was told as such before the contacts are. */
function spareOpsLead(incident: Incident, lapse: Lapse): Lapse {
  if (isOffer(lapse)) return lapse;
  const busy = new Set(incident.roles['ops-lead'].map((holder) => holder.person.name));
  const lead = lapse.escalation > 0 ? leader(incident) : undefined;
  if (lead) busy.add(lead.name);
  return { ...lapse, owes: lapse.owes.filter((person) => !busy.has(person.name)) };
}

function isOffer(lapse: Lapse): boolean {
  return lapse.item.startsWith('roles:offer:');
}

/** An escalation to contacts of whom none is configured reaches nobody; a report or a role that nobody took does. */
function reachesSomebody(lapse: Lapse): boolean {
  return lapse.owes.length > 0 || lapse.escalation === 0 || /^(acknowledge|roles):/.test(lapse.item);
}

/** Whoever works alone is not nagged: their contacts are, or whoever reads. That an offer is not answered they have to know. */
function spareWhoIsAlone(incident: Incident, lapse: Lapse, policy: Policy): Lapse {
  const alone = solo(incident);
  if (!alone || isOffer(lapse) || !lapse.owes.some((person) => person.id === alone.id)) return lapse;
  const contacts = contactsOf(incident, policy).filter((contact) => contact.name !== alone.name);
  return { ...lapse, owes: contacts, as: contacts.length === 0 ? 'whoever reads this' : contactsAs(incident, policy) };
}

/** Whoever was told of a window, for themselves or in place of others, is not told of it once more (R65). */
function toldOfWindow(before: readonly Pick<Lapse, 'item' | 'owes'>[], lapse: Lapse): boolean {
  const window = /^(?:sitrep|impact|announce):.+:/.exec(lapse.item)?.[0];
  if (window === undefined) return false;
  const told = before.filter((one) => one.item.startsWith(window));
  if (lapse.owes.length === 0) return told.some((one) => one.owes.length === 0);
  return lapse.owes.every(({ name }) => told.some((one) => one.owes.some((person) => person.name === name)));
}

/** Paperwork waits for working hours once service is restored; S3 and S4 call nobody out at night. */
function isTheHour(incident: Incident, lapse: Lapse, now: Instant, policy: Policy): boolean {
  if (isWorkingTime(now, workingHours(policy))) return true;
  const restored = ['mitigated', 'resolved', 'review'].includes(incident.status);
  if (lapse.paperwork && restored) return false;
  const minor = incident.severity === 'S3' || incident.severity === 'S4';
  // Contacts are known by name only, whether they are called on as such or in place of somebody alone.
  const callsOut = lapse.escalation > 0 || lapse.owes.some((person) => person.id === 0);
  return !(minor && callsOut && !lapse.item.startsWith('acknowledge:'));
}

/** When those who were told lately may be told again. */
export function tellableAgain(incident: Incident): readonly Instant[] {
  return [...incident.lastNudged.values()].map((at) => plusMinutes(at, SPACING_MINUTES));
}

function mayBeTold(incident: Incident, people: readonly Person[], now: Instant): boolean {
  return people.every((person) => {
    const last = incident.lastNudged.get(person.name);
    return last === undefined || now >= plusMinutes(last, SPACING_MINUTES);
  });
}

function asNudge({ item, owes, as, text, line, escalation }: Lapse): Nudge {
  const [rule] = item.split(':') as [Nudge['rule']];
  return { item, rule, owes: [...owes], to: as, text, ...(line === undefined ? {} : { line }), escalation };
}
