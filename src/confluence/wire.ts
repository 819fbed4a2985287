// What Confluence answers, as sitrep needs it; what is not listed is not looked at.

import { z } from 'zod';

/** Where a page is on the site: `webui` below `base`. */
const Links = z.object({ webui: z.string().nullish(), base: z.string().nullish() });

export const WirePage = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  version: z.object({ number: z.int() }),
  body: z.object({ atlas_doc_format: z.object({ value: z.string() }).nullish() }).nullish(),
  _links: Links.nullish(),
});
export type WrittenPage = z.output<typeof WirePage>;

export const WirePages = z
  .object({ results: z.array(z.object({ id: z.string(), title: z.string() })) })
  .transform(({ results }) => results);

export const WireSpaces = z
  .object({ results: z.array(z.object({ id: z.string(), key: z.string() })) })
  .transform(({ results }) => results);

/** What the user of the token may do in a space. */
export const WireOperations = z
  .object({ operations: z.array(z.object({ operation: z.string(), targetType: z.string() })) })
  .transform(({ operations }) => operations);

export const Written = z.object({ version: z.int(), hash: z.string() });
export type Written = z.output<typeof Written>;

/** Properties with their own versions; one that others have overwritten says nothing. */
export const WireProperties = z
  .object({
    results: z.array(
      z
        .object({
          id: z.string(),
          value: Written.optional().catch(undefined),
          version: z.object({ number: z.int() }),
        })
        .transform(({ id, value, version }) => ({ id, value, version: version.number })),
    ),
  })
  .transform(({ results }) => results);
