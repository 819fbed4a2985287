// What GitLab answers of what runs, and of what was just made; as in `admin-wire.ts`.

import * as z from 'zod';
import type { Job, Lint, Pipeline, Runner } from './administration.ts';
import { At, WireUser } from './wire.ts';

const MaybeText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

export const WireResourceGroup = z.object({ process_mode: z.string() }).transform((wire) => ({
  mode: wire.process_mode,
}));

export const WireRunner = z.object({
  id: z.int(),
  description: z.string().nullish(),
  online: z.boolean().nullish(),
  status: z.string().nullish(),
  paused: z.boolean().default(false),
});

export const WireRunnerDetails = z.object({ tag_list: z.array(z.string()).default([]), run_untagged: z.boolean() });

export function runnerOf(
  wire: z.output<typeof WireRunner>,
  details: z.output<typeof WireRunnerDetails> | undefined,
): Runner {
  return {
    id: wire.id,
    description: wire.description ?? '',
    online: wire.online ?? wire.status === 'online',
    paused: wire.paused,
    tags: details?.tag_list,
    runsUntagged: details?.run_untagged,
  };
}

export const WirePipeline = z
  .object({ id: z.int(), status: z.string(), source: z.string(), created_at: At, web_url: z.string() })
  .transform(({ created_at, web_url, ...wire }): Pipeline => ({ ...wire, createdAt: created_at, url: web_url }));

export const WireAdminJob = z
  .object({
    id: z.int(),
    name: z.string(),
    status: z.string(),
    web_url: z.string(),
    failure_reason: MaybeText,
    created_at: At,
    duration: z.number().nullish(),
  })
  .transform(
    (wire): Job => ({
      id: wire.id,
      name: wire.name,
      status: wire.status,
      url: wire.web_url,
      failure: wire.failure_reason,
      createdAt: wire.created_at,
      duration: wire.duration ?? undefined,
    }),
  );

export const WireLint = z
  .object({
    valid: z.boolean(),
    errors: z.array(z.string()).default([]),
    warnings: z.array(z.string()).default([]),
    merged_yaml: MaybeText,
  })
  .transform(({ merged_yaml, ...wire }): Lint => ({ ...wire, merged: merged_yaml }));

export const WireComment = z
  .object({ body: z.string(), author: WireUser, system: z.boolean().default(false) })
  .transform((wire) => ({ by: wire.author, text: wire.body, system: wire.system }));

export const WireNewIssue = z
  .object({ iid: z.int(), web_url: z.string(), created_at: At })
  .transform(({ iid, web_url, created_at }) => ({ iid, url: web_url, createdAt: created_at }));
export const WireTitled = z.object({ iid: z.int(), title: z.string() });
export const WireUrl = z.object({ web_url: z.string() }).transform(({ web_url }) => ({ url: web_url }));
export const WireId = z.object({ id: z.int() });
export const WireDescribed = z
  .object({ iid: z.int(), description: z.string().nullish() })
  .transform(({ iid, description }) => ({ iid, description: description ?? '' }));
