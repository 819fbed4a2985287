// The configuration of a project that is set up: what init makes besides depends on it.

import { CONFIG_PATH, loadPolicy } from '../config/load.ts';
import type { Policy } from '../rules/index.ts';
import type { Setting } from './setting.ts';

/** As it is on the default branch, else all defaults; undefined where the file is not valid, which `sitrep doctor` tells. */
export async function policyOf({ admin, branch, empty }: Setting): Promise<Policy | undefined> {
  const files = empty ? undefined : await admin.files([CONFIG_PATH], branch);
  return policyIn(files?.get(CONFIG_PATH)?.text);
}

/** @param text of the configuration; none: all defaults */
export function policyIn(text = ''): Policy | undefined {
  const loaded = loadPolicy(text);
  return loaded.ok ? loaded.policy : undefined;
}
