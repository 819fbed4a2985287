// Whom a webhook may not call (behaviours H22; lib/gitlab/url_blocker.rb).
//
// An instance of one's own refuses its local network, so that nobody reaches what only the server can reach. Its own address is
// let through, but exactly that: scheme, host and port.

import type { Core } from '../core.ts';

/** Whether that address is refused. One that cannot be read is for others to refuse. */
export function isRefused(core: Core, url: string): boolean {
  if (core.profile.webhooks.localNetwork === 'allowed' || !URL.canParse(url)) return false;
  const { origin, hostname } = new URL(url);
  return origin !== new URL(core.url).origin && isLocal(hostname);
}

const PRIVATE = /^(127\.|10\.|0\.0\.0\.0$|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/;

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || PRIVATE.test(hostname) || /^\[(::1?|f[cd].*|fe80:.*)\]$/.test(hostname);
}
