// The configuration file, `.gitlab/sitrep.yml`: YAML in, a complete policy or errors with line, column
// and the nearest valid word out. An empty file is valid.

import { Policy } from '../rules/index.ts';
import { type Fault, readYaml } from './document.ts';
import { faultsOf } from './faults.ts';

export const CONFIG_PATH = '.gitlab/sitrep.yml';

export type Loaded =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Never throws for what is in `text`. Errors read `.gitlab/sitrep.yml:3:5: …`. */
export function loadPolicy(text: string, path = CONFIG_PATH): Loaded {
  const yaml = readYaml(text);
  if ('faults' in yaml) return failed(yaml.faults, path);
  const parsed = Policy.safeParse(yaml.read.value);
  return parsed.success ? { ok: true, policy: parsed.data } : failed(faultsOf(parsed.error.issues, yaml.read), path);
}

function failed(faults: readonly Fault[], path: string): Loaded {
  return { ok: false, errors: faults.map(({ line, column, text }) => `${path}:${line}:${column}: ${text}`) };
}
