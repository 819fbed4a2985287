// An event for a webhook of anybody's own, signed so that the receiver can tell that it is ours and new: docs/pager.md
// says how.

import { createHmac } from 'node:crypto';
import type { Outgoing } from '../http/exchange.ts';
import type { PagerEvent } from './port.ts';

/** `now`: ms since 1970, the moment of sending. The signature is over `<timestamp in seconds>.<body>`. */
export function signedRequest(url: URL, secret: string, event: PagerEvent, now: number): Outgoing {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    method: 'POST',
    url,
    body,
    headers: {
      'x-sitrep-signature': `sha256=${signature}`,
      'x-sitrep-timestamp': timestamp,
      'idempotency-key': event.key,
    },
  };
}
