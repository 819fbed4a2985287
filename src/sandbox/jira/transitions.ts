// Status: what is possible from where an issue stands, for whom, and what each step asks for.

import { isMap } from '../params.ts';
import { addComment, readComment } from './comment-data.ts';
import type { JiraCore } from './core.ts';
import { badFields, refused } from './errors.ts';
import { commentsIn, type Given, givenFields, propertiesIn, readFields } from './field-input.ts';
import type { Place } from './field-kinds.ts';
import { fieldById } from './fields.ts';
import { addHistory, setFields, touch } from './issue-data.ts';
import { limitWrites } from './limits.ts';
import { fieldMetadata, statusEntity } from './meta-entities.ts';
import { may, projectOf } from './permissions.ts';
import { type Json, route, type Version } from './route.ts';
import type { JiraIssue, JiraUser, Transition } from './store.ts';

const PATH = '/issue/:issue/transitions';

export function registerTransitions(core: JiraCore): void {
  route(core, 'GET', PATH, (call) => {
    const issue = call.issue();
    const sought = call.query('transitionId');
    const withFields = call.query('expand')?.includes('transitions.fields') ?? false;
    return {
      expand: 'transitions',
      transitions: transitionsFor(core, issue, call.user)
        .filter(({ id }) => sought === undefined || id === sought)
        .map((one) =>
          transitionEntity({ core, version: call.version, project: projectOf(core, issue) }, one, withFields),
        ),
    };
  });

  route(core, 'POST', PATH, (call) => {
    const issue = call.issue();
    const body = call.body();
    const wanted = isMap(body['transition']) ? body['transition']['id'] : undefined;
    if (wanted === undefined) throw refused(400, ["Missing 'transition' identifier"]);
    const transition = transitionsFor(core, issue, call.user).find(({ id }) => id === String(wanted));
    if (!transition) throw illegal();
    limitWrites(core, issue);
    const properties = propertiesIn(body);
    step(call, issue, call.user, transition, givenFields(body));
    for (const [key, value] of properties) issue.properties.set(key, value);
    call.reply.code(204);
  });
}

export const illegal = (): Error =>
  refused(400, ['It seems that you have tried to perform an illegal workflow operation.']);

/** What a user can do from where the issue stands. */
export function transitionsFor(core: JiraCore, issue: JiraIssue, user: JiraUser): readonly Transition[] {
  const project = projectOf(core, issue);
  if (!may(user, project, 'TRANSITION_ISSUES')) return [];
  return possible(core, issue);
}

/** What the workflow allows from where the issue stands. */
export function possible(core: JiraCore, issue: JiraIssue): readonly Transition[] {
  return projectOf(core, issue).workflow.transitions.filter(
    ({ from }) => from === undefined || from.includes(issue.statusId),
  );
}

/** Takes a step, with what its screen asks for. Throws 400 for what is missing or not on the screen. */
export function step(
  { core, version }: { readonly core: JiraCore; readonly version: Version },
  issue: JiraIssue,
  actor: JiraUser,
  transition: Transition,
  given: Given,
): void {
  const place: Place = { core, version, project: projectOf(core, issue) };
  const screen = transition.screen ?? [];
  const values = readFields(place, given, ({ id }) => screen.some(({ field }) => field === id), issue.fields);
  const missing = screen.filter(({ field, required }) => required && values.get(field) === undefined);
  if (missing.length > 0) {
    throw badFields(Object.fromEntries(missing.map(({ field }) => [field, `${nameOf(core, field)} is required.`])));
  }
  const comments = commentsIn(given).map((body) => readComment(place, body));
  move(core, issue, actor, transition, values);
  for (const comment of comments) addComment(core, issue, actor, comment);
  touch(core, issue);
}

/** Into a done status a resolution is set, out of it it is cleared. */
function move(
  core: JiraCore,
  issue: JiraIssue,
  actor: JiraUser,
  { to }: Transition,
  values: Map<string, unknown>,
): void {
  const before = core.store.statuses.get(issue.statusId);
  const after = core.store.statuses.get(to);
  if (!before || !after) throw new Error(`${issue.key} has no status`);
  if (after.category === 'done') {
    const [first] = core.store.resolutions.keys();
    if (!values.has('resolution')) values.set('resolution', issue.fields.get('resolution') ?? first);
    issue.resolved ??= core.clock.stamp();
  } else {
    values.set('resolution', undefined);
    issue.resolved = null;
  }
  setFields(core, issue, actor, values);
  if (before.id === after.id) return;
  issue.statusId = after.id;
  const status = { from: before.id, fromName: before.name, to: after.id, toName: after.name };
  addHistory(core, issue, actor, [{ field: 'status', fieldId: 'status', ...status }]);
}

export function transitionEntity(place: Place, transition: Transition, withFields: boolean): Json {
  const { core, version } = place;
  const target = core.store.statuses.get(transition.to);
  if (!target) throw new Error(`${transition.name} leads nowhere`);
  const fields = (transition.screen ?? []).flatMap(({ field, required }) => {
    const found = fieldById(core, field);
    return found ? [[field, fieldMetadata(place, found, required)] as const] : [];
  });
  return {
    id: transition.id,
    name: transition.name,
    to: statusEntity(core, version, target),
    hasScreen: transition.screen !== undefined,
    ...(core.kind === 'cloud'
      ? { isGlobal: transition.from === undefined, isInitial: false, isAvailable: true, isConditional: false }
      : {}),
    ...(withFields ? { fields: Object.fromEntries(fields) } : {}),
  };
}

const nameOf = (core: JiraCore, field: string): string => fieldById(core, field)?.name ?? field;
