// What `sitrep init` sets up, in the order in which one needs another.

import { files } from './files.ts';
import { journal } from './journal.ts';
import { labels } from './labels.ts';
import { leftovers } from './leftovers.ts';
import type { Piece } from './piece.ts';
import { protection } from './protection.ts';
import { resourceGroup } from './resource-group.ts';
import { schedules } from './schedules.ts';
import { token } from './token.ts';
import { trigger } from './trigger.ts';
import { webhooks } from './webhooks.ts';

/** An empty repository gets its first commit before the journal: GitLab takes the first branch for the default one. */
export const pieces: readonly Piece[] = [
  token,
  labels,
  files,
  protection,
  journal,
  trigger,
  webhooks,
  schedules,
  leftovers,
  resourceGroup,
];
