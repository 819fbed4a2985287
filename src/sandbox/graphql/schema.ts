// The part of GitLab's GraphQL schema that incidents need.

export const typeDefs = /* GraphQL */ `
  scalar Time
  scalar Date
  scalar IssueID
  scalar WorkItemID
  scalar NoteID
  scalar NoteableID
  scalar DiscussionID
  scalar UserID
  scalar LabelID
  scalar IncidentManagementTimelineEventID

  enum IssueState { opened closed locked }
  enum IssuableState { opened closed locked all }
  enum IssueType { ISSUE INCIDENT TEST_CASE REQUIREMENT TASK TICKET }
  enum IssuableSeverity { UNKNOWN LOW MEDIUM HIGH CRITICAL }
  enum IssueEscalationStatus { TRIGGERED ACKNOWLEDGED RESOLVED IGNORED }
  enum IssueStateEvent { CLOSE REOPEN }
  enum WorkItemState { OPEN CLOSED }
  enum WorkItemStateEvent { CLOSE REOPEN }
  enum NotesFilterType { ALL_NOTES ONLY_COMMENTS ONLY_ACTIVITY }
  enum IssueSort { CREATED_ASC CREATED_DESC UPDATED_ASC UPDATED_DESC TITLE_ASC TITLE_DESC created_asc created_desc updated_asc updated_desc }

  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

  type UserCore { id: UserID! username: String! name: String! state: String! bot: Boolean! publicEmail: String webUrl: String! }
  type CurrentUser { id: UserID! username: String! name: String! state: String! bot: Boolean! publicEmail: String webUrl: String! }
  type UserCoreConnection { nodes: [UserCore] edges: [UserCoreEdge] pageInfo: PageInfo! count: Int! }
  type UserCoreEdge { cursor: String! node: UserCore }

  type Label { id: ID! title: String! color: String! textColor: String! description: String createdAt: Time! updatedAt: Time! }
  type LabelConnection { nodes: [Label] edges: [LabelEdge] pageInfo: PageInfo! count: Int! }
  type LabelEdge { cursor: String! node: Label }

  type Note {
    id: NoteID! body: String! author: UserCore createdAt: Time! updatedAt: Time! system: Boolean! internal: Boolean url: String
  }
  type NoteConnection { nodes: [Note] edges: [NoteEdge] pageInfo: PageInfo! count: Int! }
  type NoteEdge { cursor: String! node: Note }

  type Issue {
    id: ID! iid: ID! title: String! description: String state: IssueState! type: IssueType
    severity: IssuableSeverity escalationStatus: IssueEscalationStatus
    confidential: Boolean! discussionLocked: Boolean! dueDate: Time webUrl: String! webPath: String! userNotesCount: Int!
    createdAt: Time! updatedAt: Time! closedAt: Time author: UserCore! projectId: Int! reference(full: Boolean): String!
    labels(first: Int, last: Int, after: String, before: String): LabelConnection
    assignees(first: Int, last: Int, after: String, before: String): UserCoreConnection
    notes(filter: NotesFilterType, first: Int, last: Int, after: String, before: String): NoteConnection!
  }
  type IssueConnection { nodes: [Issue] edges: [IssueEdge] pageInfo: PageInfo! count: Int! }
  type IssueEdge { cursor: String! node: Issue }

  type WorkItemType { id: ID! name: String! }
  type WorkItem {
    id: WorkItemID! iid: String! title: String! description: String state: WorkItemState! confidential: Boolean!
    createdAt: Time! updatedAt: Time! closedAt: Time author: UserCore webUrl: String workItemType: WorkItemType!
    widgets: [WorkItemWidget!]
  }
  enum WorkItemWidgetType { LINKED_RESOURCES }
  interface WorkItemWidget { type: WorkItemWidgetType }
  type WorkItemWidgetLinkedResources implements WorkItemWidget {
    type: WorkItemWidgetType linkedResources: WorkItemLinkedResourceConnection
  }
  type WorkItemLinkedResourceConnection { nodes: [WorkItemLinkedResource] }
  type WorkItemLinkedResource { url: String! }

  type TimelineEventTagType { id: ID! name: String! }
  type TimelineEventTagTypeConnection { nodes: [TimelineEventTagType] pageInfo: PageInfo! }
  type TimelineEventType {
    id: IncidentManagementTimelineEventID! author: UserCore updatedByUser: UserCore incident: Issue! note: String noteHtml: String
    promotedFromNote: Note editable: Boolean! action: String! occurredAt: Time!
    timelineEventTags: TimelineEventTagTypeConnection createdAt: Time! updatedAt: Time!
  }
  type TimelineEventTypeConnection { nodes: [TimelineEventType] edges: [TimelineEventTypeEdge] pageInfo: PageInfo! count: Int! }
  type TimelineEventTypeEdge { cursor: String! node: TimelineEventType }

  type Project {
    id: ID! fullPath: ID! name: String! path: String! webUrl: String visibility: String
    issue(iid: String, iids: [String!]): Issue
    issues(
      iid: String iids: [String!] types: [IssueType!] state: IssuableState search: String confidential: Boolean
      labelName: [String] authorUsername: String assigneeUsernames: [String!]
      updatedAfter: Time updatedBefore: Time createdAfter: Time createdBefore: Time sort: IssueSort
      first: Int last: Int after: String before: String
    ): IssueConnection
    labels(searchTerm: String, title: String, first: Int, last: Int, after: String, before: String): LabelConnection
    incidentManagementTimelineEvents(
      incidentId: IssueID! first: Int last: Int after: String before: String
    ): TimelineEventTypeConnection
    incidentManagementTimelineEvent(incidentId: IssueID!, id: IncidentManagementTimelineEventID!): TimelineEventType
    incidentManagementTimelineEventTags: [TimelineEventTagType!]
  }

  type Metadata { version: String! revision: String! enterprise: Boolean! }
  type QueryComplexity { limit: Int! score: Int! }

  type Query {
    currentUser: CurrentUser
    project(fullPath: ID!): Project
    issue(id: IssueID!): Issue
    workItem(id: WorkItemID!): WorkItem
    metadata: Metadata
    queryComplexity: QueryComplexity
  }

  type QuickActionsStatus { messages: [String!] errorMessages: [String!] commandNames: [String!] commandsOnly: Boolean }

  input IssueSetSeverityInput { projectPath: ID! iid: String! severity: IssuableSeverity! clientMutationId: String }
  input IssueSetEscalationStatusInput { projectPath: ID! iid: String! status: IssueEscalationStatus! clientMutationId: String }
  input IssueSetConfidentialInput { projectPath: ID! iid: String! confidential: Boolean! clientMutationId: String }
  input IssueSetLockedInput { projectPath: ID! iid: String! locked: Boolean! clientMutationId: String }
  input IssueSetDueDateInput { projectPath: ID! iid: String! dueDate: Time clientMutationId: String }
  input IssueSetAssigneesInput { projectPath: ID! iid: String! assigneeUsernames: [String!]! clientMutationId: String }
  input CreateIssueInput {
    projectPath: ID! title: String! description: String confidential: Boolean type: IssueType dueDate: Date severity: IssuableSeverity
    labels: [String!] assigneeIds: [UserID!] clientMutationId: String
  }
  input UpdateIssueInput {
    projectPath: ID! iid: String! title: String description: String confidential: Boolean locked: Boolean type: IssueType dueDate: Date
    stateEvent: IssueStateEvent addLabelIds: [ID!] removeLabelIds: [ID!] labelIds: [ID!] clientMutationId: String
  }
  input CreateNoteInput {
    noteableId: NoteableID! body: String! internal: Boolean confidential: Boolean discussionId: DiscussionID clientMutationId: String
  }
  input UpdateNoteInput { id: NoteID! body: String! clientMutationId: String }
  input DestroyNoteInput { id: NoteID! clientMutationId: String }
  input TimelineEventCreateInput {
    incidentId: IssueID! note: String! occurredAt: Time! timelineEventTagNames: [String!] clientMutationId: String
  }
  input TimelineEventUpdateInput {
    id: IncidentManagementTimelineEventID! note: String occurredAt: Time timelineEventTagNames: [String!] clientMutationId: String
  }
  input TimelineEventDestroyInput { id: IncidentManagementTimelineEventID! clientMutationId: String }
  input TimelineEventPromoteFromNoteInput { noteId: NoteID! clientMutationId: String }
  input TimelineEventTagCreateInput { projectPath: ID! name: String! clientMutationId: String }
  input WorkItemWidgetLabelsUpdateInput { addLabelIds: [LabelID!] removeLabelIds: [LabelID!] }
  input WorkItemWidgetAssigneesInput { assigneeIds: [UserID!]! }
  input WorkItemWidgetDescriptionInput { description: String! }
  input WorkItemWidgetStartAndDueDateUpdateInput { startDate: Date dueDate: Date isFixed: Boolean }
  input WorkItemUpdateInput {
    id: WorkItemID! title: String stateEvent: WorkItemStateEvent confidential: Boolean
    labelsWidget: WorkItemWidgetLabelsUpdateInput assigneesWidget: WorkItemWidgetAssigneesInput
    descriptionWidget: WorkItemWidgetDescriptionInput startAndDueDateWidget: WorkItemWidgetStartAndDueDateUpdateInput
    clientMutationId: String
  }

  type IssuePayload { issue: Issue errors: [String!]! clientMutationId: String }
  type NotePayload { note: Note quickActionsStatus: QuickActionsStatus errors: [String!]! clientMutationId: String }
  type TimelineEventPayload { timelineEvent: TimelineEventType errors: [String!]! clientMutationId: String }
  type TimelineEventTagPayload { timelineEventTag: TimelineEventTagType errors: [String!]! clientMutationId: String }
  type WorkItemPayload { workItem: WorkItem errors: [String!]! clientMutationId: String }

  type Mutation {
    issueSetSeverity(input: IssueSetSeverityInput!): IssuePayload
    issueSetEscalationStatus(input: IssueSetEscalationStatusInput!): IssuePayload
    issueSetConfidential(input: IssueSetConfidentialInput!): IssuePayload
    issueSetLocked(input: IssueSetLockedInput!): IssuePayload
    issueSetDueDate(input: IssueSetDueDateInput!): IssuePayload
    issueSetAssignees(input: IssueSetAssigneesInput!): IssuePayload
    createIssue(input: CreateIssueInput!): IssuePayload
    updateIssue(input: UpdateIssueInput!): IssuePayload
    createNote(input: CreateNoteInput!): NotePayload
    updateNote(input: UpdateNoteInput!): NotePayload
    destroyNote(input: DestroyNoteInput!): NotePayload
    timelineEventCreate(input: TimelineEventCreateInput!): TimelineEventPayload
    timelineEventUpdate(input: TimelineEventUpdateInput!): TimelineEventPayload
    timelineEventDestroy(input: TimelineEventDestroyInput!): TimelineEventPayload
    timelineEventPromoteFromNote(input: TimelineEventPromoteFromNoteInput!): TimelineEventPayload
    timelineEventTagCreate(input: TimelineEventTagCreateInput!): TimelineEventTagPayload
    workItemUpdate(input: WorkItemUpdateInput!): WorkItemPayload
  }
`;
