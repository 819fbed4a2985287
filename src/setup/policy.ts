// The configuration of a project that is set up: what init makes besides depends on it.

import { loadPolicy } from '../config/load.ts';
import type { Policy } from '../rules/index.ts';

/** @param text of the configuration; none: all defaults. Returns undefined where it is not valid. */
export function policyIn(text = ''): Policy | undefined {
  const loaded = loadPolicy(text);
  return loaded.ok ? loaded.policy : undefined;
}
