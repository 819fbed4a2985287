// What Jira answers, as sitrep needs it; what is not listed is not looked at. Cloud and Data Center alike: where their
// answers differ in shape, both are read.

import { z } from 'zod';
import type { Instant } from '../text/time.ts';

/** `2026-11-23T06:43:00.000+0000`: not quite ISO 8601, for the zone lacks its colon. */
const At = z.string().transform((text, context): Instant => {
  const at = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  context.addIssue('is no time');
  return z.NEVER;
});

export type Category = 'new' | 'indeterminate' | 'done';

/** The key is the same in every language; what is in none of the three is not begun. */
const WireCategory = z
  .object({ key: z.string() })
  .transform(({ key }): Category => (key === 'done' || key === 'indeterminate' ? key : 'new'));

export const WireStatus = z
  .object({ id: z.string(), name: z.string(), statusCategory: WireCategory })
  .transform(({ id, name, statusCategory }) => ({ id, name, category: statusCategory }));
export type Status = z.output<typeof WireStatus>;

/** On Data Center people have names, on Cloud account ids. */
export const WireUser = z
  .object({ accountId: z.string().nullish(), name: z.string().nullish(), displayName: z.string().nullish() })
  .transform(({ accountId, name, displayName }) => ({
    id: accountId ?? name ?? '',
    name: displayName ?? name ?? 'somebody',
  }));

export const WireServer = z
  .object({ deploymentType: z.string().nullish() })
  .transform(({ deploymentType }) => (deploymentType === 'Cloud' ? ('cloud' as const) : ('data-center' as const)));

/** What our property on a ticket says: hashes of the description that was written, and of its words alone. */
const Written = z.object({ shown: z.string(), words: z.string() });
const Marked = z.object({ mark: z.string() });

/** A property that others have overwritten is as good as none. */
const WireProperties = z
  .object({ sitrep: Written.optional().catch(undefined), 'sitrep.mark': Marked.optional().catch(undefined) })
  .nullish()
  .transform((all) => ({ written: all?.sitrep, mark: all?.['sitrep.mark']?.mark }));

/** A ticket with the fields that are asked for to show it. */
export const WireTicket = z
  .object({
    key: z.string(),
    fields: z.object({
      summary: z.string().nullish(),
      status: WireStatus,
      priority: z.object({ name: z.string() }).nullish(),
      labels: z.array(z.string()).nullish(),
      updated: At,
      description: z.unknown(),
    }),
    properties: WireProperties,
  })
  .transform(({ key, fields, properties }) => ({
    key,
    summary: fields.summary ?? '',
    status: fields.status,
    priority: fields.priority?.name,
    labels: fields.labels ?? [],
    updated: fields.updated,
    description: fields.description,
    written: properties.written,
  }));

export const WireStatusOnly = z
  .object({ fields: z.object({ status: WireStatus }) })
  .transform((wire) => wire.fields.status);

/** What is enough to know a ticket again. */
export const WireFoundOne = z
  .object({
    key: z.string(),
    fields: z.object({ labels: z.array(z.string()).nullish(), created: At }),
    properties: WireProperties,
  })
  .transform(({ key, fields, properties }) => ({
    key,
    labels: fields.labels ?? [],
    created: fields.created,
    mark: properties.mark,
  }));
export type Found = z.output<typeof WireFoundOne>;
export const WireBulk = z.object({ issues: z.array(WireFoundOne) }).transform(({ issues }) => issues);

const WireChanged = z
  .object({
    key: z.string(),
    fields: z.object({ updated: At, labels: z.array(z.string()).nullish(), status: WireStatus }),
  })
  .transform(({ key, fields }) => ({
    key,
    updated: fields.updated,
    labels: fields.labels ?? [],
    category: fields.status.category,
  }));

/** One page: Cloud ends with a token, Data Center with a total. */
function pageOf<T extends z.ZodType>(issue: T) {
  return z.object({
    issues: z.array(issue),
    nextPageToken: z.string().nullish(),
    total: z.int().nullish(),
  });
}
export const WireFoundPage = pageOf(WireFoundOne);
export const WireChangedPage = pageOf(WireChanged);
/** Where only the keys are asked for. */
export const WireKeyPage = pageOf(z.object({ key: z.string() }));

export const WireCreated = z.object({ key: z.string() });

const WireField = z.object({
  required: z.boolean().nullish(),
  hasDefaultValue: z.boolean().nullish(),
  allowedValues: z.array(z.unknown()).nullish(),
});
const WireValue = z.object({ id: z.string(), name: z.string() });

const WireTransition = z
  .object({
    id: z.string(),
    name: z.string(),
    isAvailable: z.boolean().nullish(),
    to: WireStatus,
    fields: z.object({ resolution: WireField.nullish() }).nullish(),
  })
  .transform(({ id, name, to, isAvailable, fields }) => ({
    ...{ id, name, to },
    available: isAvailable !== false,
    resolution: fields?.resolution
      ? {
          required: fields.resolution.required === true,
          values: (fields.resolution.allowedValues ?? []).flatMap((value) => WireValue.safeParse(value).data ?? []),
        }
      : undefined,
  }));
export type Transition = z.output<typeof WireTransition>;
export const WireTransitions = z.object({ transitions: z.array(WireTransition) }).transform((wire) => wire.transitions);

const CommentKey = z.object({ key: z.string() });
const WireCommentProperties = z.array(z.object({ key: z.string(), value: z.unknown() })).nullish();
type Properties = z.output<typeof WireCommentProperties>;

const propertyIn = (properties: Properties, name: string): unknown =>
  properties?.find(({ key }) => key === name)?.value;

/** The key that we gave a comment of ours. */
const keyOf = (properties: Properties): string | undefined =>
  CommentKey.safeParse(propertyIn(properties, 'sitrep')).data?.key;

/** Service Management notes so on a comment that customers do not read (jira.md, 2.5). */
const Internal = z.object({ internal: z.literal(true) });
const isInternal = (properties: Properties): boolean =>
  Internal.safeParse(propertyIn(properties, 'sd.public.comment')).success;

const WireComment = z
  .object({
    ...{ id: z.string(), author: WireUser.nullish(), body: z.unknown(), created: At, updated: At },
    /** A role or group that alone reads it. */
    visibility: z.unknown().optional(),
    /** On Cloud alone: false of an internal one in Service Management. */
    jsdPublic: z.boolean().nullish(),
    /** In a list of Data Center alone, where they are asked for: they tell there which are internal. */
    properties: WireCommentProperties,
  })
  .transform(({ visibility, jsdPublic, properties, ...wire }) => ({
    ...wire,
    author: wire.author ?? { id: '', name: 'somebody' },
    key: keyOf(properties),
    restricted: (visibility !== undefined && visibility !== null) || jsdPublic === false || isInternal(properties),
  }));
export type WrittenComment = z.output<typeof WireComment>;
export const WireComments = z.object({ comments: z.array(WireComment), total: z.int().nullish() });
export const WireStored = z.object({ id: z.string() });

/** Comments by their ids, with properties: each with our key where it has one. */
export const WireCommentKeys = z
  .object({
    values: z.array(z.object({ id: z.string(), properties: WireCommentProperties })),
  })
  .transform(({ values }) =>
    values.flatMap(({ id, properties }) => {
      const key = keyOf(properties);
      return key === undefined ? [] : [[id, key] as const];
    }),
  );

export const WireLinks = z.array(
  z
    .object({
      globalId: z.string().nullish(),
      object: z.object({
        url: z.string(),
        title: z.string(),
        status: z.object({ resolved: z.boolean().nullish() }).nullish(),
      }),
    })
    .transform(({ globalId, object }) => ({
      globalId: globalId ?? '',
      url: object.url,
      title: object.title,
      resolved: object.status?.resolved === true,
    })),
);

export const WirePermissions = z
  .object({ permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })) })
  .transform(({ permissions }) => new Set(Object.keys(permissions).filter((key) => permissions[key]?.havePermission)));

/** Cloud lists under `issueTypes`, Data Center under `values`. */
export const WireTypes = z
  .object({
    issueTypes: z.array(WireValue).optional(),
    values: z.array(WireValue).optional(),
    total: z.int().nullish(),
  })
  .transform(({ issueTypes, values, total }) => ({ all: issueTypes ?? values ?? [], total }));

const WireScreenField = z
  .object({
    fieldId: z.string(),
    name: z.string(),
    required: z.boolean().nullish(),
    hasDefaultValue: z.boolean().nullish(),
  })
  .transform(({ fieldId, name, required, hasDefaultValue }) => ({
    ...{ id: fieldId, name },
    /** Whoever creates a ticket has to fill it. */
    needed: required === true && hasDefaultValue !== true,
  }));
/** What can be filled when a ticket is created; lists are called as those of types are, but for Cloud's `fields`. */
export const WireScreen = z
  .object({
    fields: z.array(WireScreenField).optional(),
    values: z.array(WireScreenField).optional(),
    total: z.int().nullish(),
  })
  .transform(({ fields, values, total }) => ({ all: fields ?? values ?? [], total }));

export const WireProjectName = z.object({ name: z.string() });
export const WireNames = z.array(WireValue);
/** By issue type. */
export const WireProjectStatuses = z.array(
  z.object({ id: z.string(), name: z.string(), statuses: z.array(WireValue) }),
);

/** The fields that a refusal names, and why: `{ errorMessages, errors }`. */
export const WireRefusal = z.object({ errors: z.record(z.string(), z.string()).optional().catch(undefined) });
