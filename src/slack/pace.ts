// The pace of calls, so that Slack seldom has to say no.
//
// Slack counts a minute's calls for each method and workspace, and a message a second for each channel; how large a burst it
// bears is not published. Half of a minute's calls at once and the rest spread is within every reading of that.

import { makeBucket, type Time } from '../http/pace.ts';
import { METHODS, type MethodName, type Tier } from './methods.ts';

const PER_MINUTE: Readonly<Record<Exclude<Tier, 'post'>, number>> = { 2: 20, 3: 50, 4: 100, special: 200 };
const POST_BURST = 3;
const POSTS_PER_MINUTE = 60;

/** The result waits for a call's turn; `channel` is asked for posts only. */
export function makePace(time: Time): (method: MethodName, channel: string) => Promise<void> {
  const buckets = new Map<string, () => Promise<void>>();
  return (method, channel) => {
    const { tier } = METHODS[method];
    const key = tier === 'post' ? `${method} ${channel}` : method;
    const turn = buckets.get(key) ?? bucketFor(tier, time);
    buckets.set(key, turn);
    return turn();
  };
}

function bucketFor(tier: Tier, time: Time): () => Promise<void> {
  if (tier === 'post') return makeBucket(POST_BURST, POSTS_PER_MINUTE, time);
  return makeBucket(PER_MINUTE[tier] / 2, PER_MINUTE[tier] / 2, time);
}
