// The Post Incident Review: facts from the record, judgement left to people (R13, R66, R84).

import type { Entry } from '../incident/entries.ts';
import type { Clock, IncidentEvent, Status } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { leader, TITLES } from '../incident/people.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { listed } from '../text/markdown.ts';
import { duration, type Instant, minutesBetween, stamp } from '../text/time.ts';
import { Markdown, md, render, type View } from './render.ts';
import { timeline } from './timeline.ts';
import { changeRow, issueUrl, type Place, shown, utc, who } from './views.ts';
import { placesOfRecord } from './whereabouts.ts';

/** `pir/<year>/<date>-<iid>-<slug>.md`; the title as it was reported, so that the path never moves. */
export function pirPath(incident: Incident, events: readonly IncidentEvent[]): string {
  const reported = events.find((event) => event.type === 'reported');
  const date = incident.reportedAt.slice(0, 10);
  return `pir/${date.slice(0, 4)}/${date}-${incident.iid}-${slug(reported?.title ?? incident.title)}.md`;
}

export function pirBranch(incident: Incident): string {
  return incident.reviewRound === 1 ? `pir/${incident.iid}` : `pir/${incident.iid}-${incident.reviewRound}`;
}

function slug(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return words.slice(0, 50).replace(/-+$/, '') || 'incident';
}

/** The document as the record alone would have it. */
export function pirText(
  incident: Incident,
  events: readonly IncidentEvent[],
  policy: SharedPolicy,
  place: Place,
  own?: string,
): string {
  const name = incident.reviewKind === 'short' ? 'pir-short' : 'pir';
  return render(name, view(incident, events, policy, place), own);
}

function view(incident: Incident, events: readonly IncidentEvent[], policy: SharedPolicy, place: Place): View {
  return {
    ...head(incident, events, policy, place),
    places: placesOfRecord(incident, place),
    phases: phases(incident),
    chart: new Markdown(chart(incident)),
    durationsFrom: incident.beganAt ? 'begun' : 'reported',
    durations: durations(incident),
    impacts: shown(incident.impacts).map((one) => ({ n: one.n, at: utc(one.at), by: who(one.by), text: one.text })),
    sitreps: shown(incident.sitreps).map((one) => ({ n: one.n, at: utc(one.at), text: one.text })),
    timeline: timeline(events).map((line) => ({
      at: new Markdown(
        line.note === undefined ? stamp(line.at) : `[${stamp(line.at)}](${issueUrl(incident, place, line.note)})`,
      ),
      what: new Markdown(line.what),
      by: who(line.by),
    })),
    changes: shown(incident.changes).map(changeRow),
    known: known(incident),
    evidence: shown(incident.evidence).map((one) => ({
      what: one.text,
      where: one.where === 'unknown' ? 'place unknown' : one.where,
      by: who(one.by),
      at: utc(one.at),
    })),
    noEvidence: noEvidence(incident),
    served: incident.served.map((one) => ({
      title: TITLES[one.role],
      who: who(one.person),
      from: utc(one.from),
      to: one.to ? utc(one.to) : 'the end',
    })),
    cadence: cadence(incident),
    solo: incident.changes.some((change) => change.standing === 'solo')
      ? 'Some of it was done by one person alone.'
      : '',
    announcements: shown(incident.announcements).map((one) => ({
      n: one.n,
      at: utc(one.at),
      about: one.corrects === undefined ? one.about : `${one.about}, corrects A${one.corrects}`,
      text: one.text,
    })),
  };
}

function head(incident: Incident, events: readonly IncidentEvent[], policy: SharedPolicy, place: Place): View {
  const reported = events.find((event) => event.type === 'reported');
  const led = incident.served.filter((one) => one.role === 'commander').map((one) => one.person);
  const acting = incident.acknowledged?.by;
  const lead = led.length > 0 ? led : [leader(incident) ?? acting].filter((one) => one !== undefined);
  const exceptions = [
    ...incident.overrides.map((one) => md`${one.rule} lifted by ${who(one.by)}${why(one)}`.text),
    ...(incident.waiver ? [md`review waived by ${who(incident.waiver.by)}${why(incident.waiver)}`.text] : []),
  ];
  return {
    iid: incident.iid,
    title: reported?.title ?? incident.title,
    titleYaml: yaml(reported?.title ?? incident.title),
    kindYaml: yaml(incident.kind ?? 'unknown'),
    stakeholdersYaml: yaml(policy.review.external_stakeholders),
    severityYaml: incident.highest,
    form: incident.reviewKind,
    highest: incident.highest === 'unknown' ? 'severity unknown' : incident.highest,
    kind: incident.kind ?? '',
    issueUrl: new Markdown(issueUrl(incident, place)),
    services: incident.services.join(', ') || 'unknown',
    affected: incident.affected || 'unknown',
    seen: incident.seen || 'unknown',
    leader: new Markdown(lead.length === 0 ? 'nobody' : listed([...new Set(lead.map((person) => who(person).text))])),
    exceptions: new Markdown(exceptions.length === 0 ? 'none' : exceptions.join('; ')),
  };
}

function why({ internal, text }: Entry): string {
  return internal ? ', for a reason that was given internally' : `: ${text}`;
}

function noEvidence({ noEvidence: none, evidence }: Incident): Markdown {
  if (none === undefined || none.internal)
    return new Markdown(
      none || evidence.length > 0 ? 'What there is to say of it was said internally.' : 'Nothing was recorded.',
    );
  return md`None, because: ${none.text}`;
}

/** A value of the front matter: JSON is YAML, on one line and unable to leave it. */
function yaml(value: unknown): Markdown {
  return new Markdown(JSON.stringify(value).replace(/[\u2028\u2029\u0085]/g, asEscape));
}

function asEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

interface Phase {
  readonly status: Status;
  readonly from: Instant;
  readonly to: Instant | undefined;
}

/** Up to the resolution: what follows is the review of it. */
function phasesOf(incident: Incident): readonly Phase[] {
  const all = incident.phases.map((phase, index) => ({
    status: phase.status,
    from: phase.at,
    to: incident.phases[index + 1]?.at,
  }));
  const last = all.findLastIndex((phase) => phase.status === 'resolved');
  return last < 0
    ? all
    : all.slice(0, last + 1).map((phase, index) => (index === last ? { ...phase, to: undefined } : phase));
}

function phases(incident: Incident): View[] {
  return phasesOf(incident).map(({ status, from, to }) => ({
    name: status,
    from: utc(from),
    to: to ? utc(to) : '–',
    lasted: to ? duration(minutesBetween(from, to)) : '–',
  }));
}

/** GitLab allows names of 255 characters. */
const NAME_CHARACTERS = 30;

/** Drawn unasked by GitLab only below 2,000 characters, so it stays small: phases and the two leading roles. */
function chart(incident: Incident): string {
  const end = phasesOf(incident).at(-1)?.from ?? incident.reportedAt;
  const bars = phasesOf(incident)
    .filter((phase) => phase.to !== undefined)
    .slice(0, 12)
    .map(({ status, from, to }) => `  ${status} :${seconds(from)}, ${seconds(to ?? end)}`);
  const roles = incident.served
    .filter((one) => one.role === 'commander' || one.role === 'ops-lead')
    .slice(0, 10)
    .map(
      (one) =>
        `  ${TITLES[one.role]} ${one.person.name.replace(/[^\w-]/g, ' ').slice(0, NAME_CHARACTERS)} :${seconds(one.from)}, ${seconds(one.to && one.to < end ? one.to : end)}`,
    );
  return [
    'gantt',
    '  dateFormat X',
    '  axisFormat %H:%M',
    '  section Phases',
    ...bars,
    ...(roles.length > 0 ? ['  section Roles', ...roles] : []),
  ].join('\n');
}

function seconds(at: Instant): number {
  return Math.floor(Date.parse(at) / 1000);
}

/** From begun (else reported) to each stage that was reached. */
function durations(incident: Incident): View[] {
  const begun = incident.beganAt ?? incident.reportedAt;
  const first = (status: Status): Instant | undefined => incident.phases.find((phase) => phase.status === status)?.at;
  const stages: [string, Instant | undefined][] = [
    ['reported', incident.reportedAt],
    ['acknowledged', incident.acknowledged?.at],
    ['full response', first('responding')],
    ['users told', incident.announcements[0]?.at],
    ['service restored', incident.phases.findLast((phase) => phase.status === 'mitigated')?.at ?? first('resolved')],
    ['resolved', first('resolved')],
  ];
  return stages.flatMap(([name, at]) =>
    at === undefined || (name === 'reported' && !incident.beganAt)
      ? []
      : [{ name, after: duration(minutesBetween(begun, at)) }],
  );
}

function known(incident: Incident): View[] {
  const rows = [
    ...shown(incident.decisions).map((one) => ({ ...one, kind: 'decided' })),
    ...shown(incident.discoveries).map((one) => ({ ...one, kind: 'found' })),
  ];
  return rows
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map((one) => ({ at: utc(one.at), kind: one.kind, text: one.text, by: who(one.by) }));
}

/** How well each cadence was kept, as measured (R13). */
function cadence(incident: Incident): View[] {
  const kept: [Clock, number][] = [
    ['sitrep', incident.sitreps.length],
    ['impact', incident.impacts.length],
    ['announce', incident.announcements.length],
  ];
  return kept.map(([rule, count]) => ({
    name: rule,
    kept: count,
    nudged: incident.nudges.filter((nudge) => nudge.rule === rule && nudge.escalation === 0).length,
    missed: incident.missed.filter((one) => one.rule === rule).reduce((sum, one) => sum + one.periods, 0),
  }));
}
