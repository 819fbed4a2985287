// What the checks of the mirrors share: they look only where the configuration has the mirror.

import { CONFIG_PATH } from '../../config/load.ts';
import type { Policy } from '../../rules/index.ts';
import { call, type Finding, from, unknown } from './check.ts';
import type { Examined, Known } from './examined.ts';
import type { Login, MirrorsSeen } from './see-mirrors.ts';

/** Unknown where the configuration is: then nobody can say which mirrors there are. */
export function withMirrors(
  examined: Examined,
  look: (seen: MirrorsSeen, policy: Policy) => readonly Finding[],
): readonly Finding[] {
  const { config, mirrors } = examined;
  if (!config.known) return [unknown(config.why)];
  if (!config.value.ok) return [unknown(`${CONFIG_PATH} is not valid.`)];
  const { policy } = config.value;
  return from(mirrors, (seen) => look(seen, policy));
}

/** Of one mirror. */
export function ofMirror<T>(
  examined: Examined,
  which: (seen: MirrorsSeen) => T | undefined,
  look: (seen: T, policy: Policy) => readonly Finding[],
): readonly Finding[] {
  return withMirrors(examined, (seen, policy) => {
    const one = which(seen);
    return one === undefined ? [] : look(one, policy);
  });
}

/** Whether a service takes the token. */
export function takes<T>(
  login: Known<Login<T>>,
  welcome: (as: T) => Finding,
  refused: (why: string) => Finding,
): readonly Finding[] {
  return from(login, (value) => (value.taken ? welcome(value.as) : refused(value.why)));
}

/** How a secret is put where jobs find it. */
export function storing({ api, variables }: Examined, key: string): string {
  const there = variables.known && variables.value.some((one) => one.key === key);
  return there
    ? call('PUT', `${api}/variables/${key}`, { value: '<the new token>' })
    : call('POST', `${api}/variables`, { key, value: '<the new token>', masked: true, protected: true });
}
