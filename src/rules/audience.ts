// Who hears of an announcement, and where: the services of the incident, their communities, the channels of those. It is
// shown in the announcement before it is sent (R32, R38, R40).

import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { code, inert, listed } from '../text/markdown.ts';
import { servicesOf } from './rule.ts';

type Told = Pick<Incident, 'services' | 'drill' | 'conditions'>;

/** One community and where it hears; no channels where none is configured, or nothing is sent there. */
export interface Audience {
  readonly community: string;
  readonly channels: readonly string[];
}

/**
 * The communities of all services that the incident names, each once, in the order of the report, and those that ask for
 * a condition that holds (R39): a major outage reaches them all. An announcement with `to` reaches those communities only. A drill reaches nobody.
 */
export function audienceOf(
  { services, drill, conditions }: Told,
  announcement: { readonly to?: readonly string[] | undefined } | undefined,
  policy: SharedPolicy,
): readonly Audience[] {
  if (drill) return [];
  const affected = servicesOf({ services }, policy).flatMap((service) => service.communities);
  const concerned = Object.entries(policy.communities).flatMap(([name, { when }]) =>
    when.some((one) => conditions.includes(one)) ? [name] : [],
  );
  return [...new Set(announcement?.to ?? [...affected, ...concerned])].map((community) => ({
    community,
    channels: policy.slack ? (policy.communities[community]?.slack ?? []) : [],
  }));
}

/** Nobody who is configured is left out, and there are several. What says so of an S1 is shown before it is sent (R40). */
export function isEverybody(audience: readonly Audience[], { communities }: SharedPolicy): boolean {
  const all = Object.keys(communities);
  return all.length > 1 && all.every((name) => audience.some(({ community }) => community === name));
}

/** One line for whoever announces: who hears it where, and who has to be told by hand. Markdown. */
export function audienceWords(
  incident: Told,
  announcement: { readonly to?: readonly string[] | undefined },
  policy: SharedPolicy,
): string {
  if (incident.drill) return 'Goes to nobody: this is a drill.';
  const audience = audienceOf(incident, announcement, policy);
  const reached = audience
    .filter(({ channels }) => channels.length > 0)
    .map(({ community, channels }) => `${titleOf(community, policy)} (${listed(channels.map((one) => code(one)))})`);
  const deaf = audience.filter(({ channels }) => channels.length === 0).map((one) => titleOf(one.community, policy));
  const byHand = deaf.length === 0 ? '' : `${listed(deaf)} have no channel here: tell them where they read.`;
  if (reached.length > 0) return `Goes to ${listed(reached)}.${byHand === '' ? '' : ` ${byHand}`}`;
  return byHand === ''
    ? 'Goes to this issue alone, as no community is configured for it: tell users where they read.'
    : `Goes to this issue alone. ${byHand}`;
}

/** The conditions that communities ask for, each once: labels by these names say that they hold. */
export function conditionsIn({ communities }: Pick<SharedPolicy, 'communities'>): readonly string[] {
  return [...new Set(Object.values(communities).flatMap(({ when }) => when))];
}

/** The same for who is asked to announce; nothing where no community is configured at all. */
export function wouldGo(incident: Told, policy: SharedPolicy): string {
  return Object.keys(policy.communities).length === 0 ? '' : audienceWords(incident, {}, policy);
}

function titleOf(community: string, { communities }: SharedPolicy): string {
  return inert(communities[community]?.title ?? community);
}
