// Slack's rules for the name of a channel (facts 3.2), with the code of each.

import { channelNamed } from './access.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';

/** The longest name of a channel, in characters. */
const MAX_NAME = 80;

/** Throws the code of the rule that the name breaks, or `name_taken`: an archived channel keeps its name. */
export function checkName(store: Store, name: string | undefined): string {
  if (name === undefined) throw new Refusal('invalid_name_required');
  if (name.length > MAX_NAME) throw new Refusal('invalid_name_maxlength');
  if (/^[-_]+$/.test(name)) throw new Refusal('invalid_name_punctuation');
  if (!/^[a-z0-9_-]+$/.test(name)) throw new Refusal('invalid_name_specials');
  if (channelNamed(store, name)) throw new Refusal('name_taken');
  return name;
}
