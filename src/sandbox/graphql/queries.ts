// What GraphQL can be asked.

import { filterIssues, type IssueFilters } from '../issues/filter-issues.ts';
import { issueByIid } from '../issues/issue-data.ts';
import { PREDEFINED_TAGS, timelineOf } from '../issues/timeline.ts';
import type { Json } from '../people/user-entity.ts';
import { labelsOf } from '../projects/label-data.ts';
import { projectUrl } from '../projects/project-entity.ts';
import { type Issue, nextId, type Project, type TimelineTag } from '../store.ts';
import { REVISION } from '../version.ts';
import { connect, type PageArgs } from './connection.ts';
import { gid, idOf } from './ids.ts';
import { projectAt, seen } from './lookup.ts';
import { issueView, type Lens, labelView, tagView, timelineView, userView, workItemView } from './views.ts';

/** The limit of a signed-in caller; the score is not measured. */
const COMPLEXITY_LIMIT = 250;

export function queries(lens: Lens): Json {
  const { core, viewer } = lens;
  const issueOf = (globalId: string): Issue | undefined =>
    seen(lens, core.store.issues.get(idOf(globalId, 'Issue', 'WorkItem') ?? 0));
  return {
    currentUser: () => userView(lens, viewer?.id ?? null),
    metadata: () => (viewer ? { version: core.version.text, revision: REVISION, enterprise: true } : null),
    queryComplexity: { limit: COMPLEXITY_LIMIT, score: 1 },
    project: ({ fullPath }: { fullPath: string }) => {
      const project = projectAt(lens, fullPath);
      return project ? projectView(lens, project) : null;
    },
    issue: ({ id }: { id: string }) => {
      const issue = issueOf(id);
      return issue ? issueView(lens, issue) : null;
    },
    workItem: ({ id }: { id: string }) => {
      const issue = issueOf(id);
      return issue ? workItemView(lens, issue) : null;
    },
  };
}

type IssueArgs = PageArgs & {
  readonly iid?: string;
  readonly iids?: readonly string[];
  readonly types?: readonly string[];
  readonly state?: string;
  readonly search?: string;
  readonly confidential?: boolean;
  readonly labelName?: readonly string[];
  readonly authorUsername?: string;
  readonly assigneeUsernames?: readonly string[];
  readonly updatedAfter?: string;
  readonly updatedBefore?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly sort?: string;
};

function projectView(lens: Lens, project: Project): Json {
  const { core } = lens;
  const incidentOf = (globalId: string): Issue | undefined => {
    const issue = seen(lens, core.store.issues.get(idOf(globalId, 'Issue') ?? 0));
    return issue?.projectId === project.id ? issue : undefined;
  };
  return {
    id: gid('Project', project.id),
    fullPath: project.pathWithNamespace,
    name: project.name,
    path: project.path,
    webUrl: projectUrl(core, project),
    visibility: project.visibility,
    issue: ({ iid }: { iid: string }) => {
      const issue = seen(lens, issueByIid(core, project, Number(iid)));
      return issue ? issueView(lens, issue) : null;
    },
    issues: (args: IssueArgs) => connect(issuesOf(lens, project, args), args, (issue) => issueView(lens, issue)),
    labels: (args: PageArgs & { searchTerm?: string; title?: string }) =>
      connect(
        labelsOf(core, project).filter(
          ({ name }) => (args.title ?? name) === name && name.includes(args.searchTerm ?? ''),
        ),
        args,
        labelView,
      ),
    incidentManagementTimelineEvents: ({ incidentId, ...page }: PageArgs & { incidentId: string }) => {
      const incident = incidentOf(incidentId);
      return connect(incident ? timelineOf(core, incident) : [], page, (event) => timelineView(lens, event));
    },
    incidentManagementTimelineEvent: ({ incidentId, id }: { incidentId: string; id: string }) => {
      const incident = incidentOf(incidentId);
      const event = core.store.timelineEvents.get(idOf(id, 'IncidentManagement::TimelineEvent') ?? 0);
      return incident && event?.issueId === incident.id ? timelineView(lens, event) : null;
    },
    incidentManagementTimelineEventTags: () => tagsOf(lens, project).map(tagView),
  };
}

function issuesOf({ core, viewer }: Lens, project: Project, args: IssueArgs): Issue[] {
  const [orderBy = 'created', sort = 'desc'] = (args.sort ?? 'created_desc').toLowerCase().split('_');
  const asked = {
    state: args.state,
    iids: (args.iids ?? (args.iid ? [args.iid] : undefined))?.map(Number),
    search: args.search,
    confidential: args.confidential,
    labels: args.labelName,
    author_username: args.authorUsername,
    assignee_username: args.assigneeUsernames,
    updated_after: args.updatedAfter,
    updated_before: args.updatedBefore,
    created_after: args.createdAfter,
    created_before: args.createdBefore,
    order_by: orderBy === 'title' ? 'title' : `${orderBy}_at`,
    sort,
  } as IssueFilters;
  const types = args.types?.map((type) => type.toLowerCase());
  return filterIssues(core, viewer, [project], asked).filter(({ type }) => !types || types.includes(type));
}

/** The project's own tags and the predefined ones, which come into being when they are first needed. */
export function tagsOf({ core }: Lens, project: Project): TimelineTag[] {
  const own = [...core.store.timelineTags.values()].filter(({ projectId }) => projectId === project.id);
  for (const name of PREDEFINED_TAGS) {
    if (own.some((tag) => tag.name === name)) continue;
    const tag = { id: nextId(core.store, 'timelineTags'), projectId: project.id, name };
    core.store.timelineTags.set(tag.id, tag);
    own.push(tag);
  }
  return own;
}
