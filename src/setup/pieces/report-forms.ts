// The report forms of a project follow the conditions of its configuration as long as nobody changed them (R39).

import { CONFIG_PATH } from '../../config/load.ts';
import type { FileChange } from '../../gitlab/administration.ts';
import { conditionsIn } from '../../rules/audience.ts';
import { listed } from '../../text/markdown.ts';
import { policyIn } from '../policy.ts';
import { boxes, boxesMissing, isUnchanged, reportForms } from '../report-form.ts';

/** The files of a branch, by path. */
export type There = ReadonlyMap<string, { readonly text: string; readonly commit: string }>;

/** What the conditions of the configuration there change in the forms that are there; one that is not valid changes nothing. */
export function formsAmong(there: There): {
  conditions: readonly string[];
  changes: readonly FileChange[];
  notes: readonly string[];
} {
  const policy = policyIn(there.get(CONFIG_PATH)?.text);
  if (!policy) return { conditions: [], changes: [], notes: [] };
  const conditions = conditionsIn(policy);
  const forms = Object.entries(reportForms(conditions)).map(([path, content]) => ({
    path,
    content,
    found: there.get(path),
  }));
  return {
    conditions,
    changes: forms.flatMap(({ path, content, found }) =>
      found && found.text !== content && isUnchanged(path, found.text)
        ? [{ path, content, replaces: found.commit }]
        : [],
    ),
    notes: forms.flatMap(({ path, found }) => {
      const missing = found && !isUnchanged(path, found.text) ? boxesMissing(found.text, conditions) : [];
      return missing.length === 0 ? [] : [ownForm(path, missing)];
    }),
  };
}

const ownForm = (path: string, missing: readonly string[]): string =>
  `${path} is your own and has no box for ${listed(missing)}: who may set no label cannot say it. Write there, if you want it:\n\n${boxes(missing)}`;
