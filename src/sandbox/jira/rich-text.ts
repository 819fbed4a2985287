// Rich text: ADF documents through v3, wiki markup through v2 (facts/jira.md, 2 and 3).

import { isDocument } from '../atlassian/adf-check.ts';
import { documentOf, plainText } from '../atlassian/adf-text.ts';
import { isMap } from '../params.ts';
import type { JiraCore } from './core.ts';
import { badFields, refused } from './errors.ts';
import type { Version } from './route.ts';
import type { RichText } from './store.ts';

/** Characters of a description, comment or other rich text. */
const LONGEST = 32_767;

/**
 * Rich text as it was sent for a field. What Cloud counts of a document is not documented: here it is its JSON.
 * Throws 400 in the version's words.
 */
export function readRichText(core: JiraCore, version: Version, field: string, value: unknown): RichText {
  if (version === '3') {
    if (!isMap(value)) {
      throw badFields({ [field]: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' });
    }
    if (JSON.stringify(value).length > LONGEST) throw tooLong(core, field);
    if (!isDocument(value)) throw refused(400, ['INVALID_INPUT']);
    return { form: 'adf', doc: value };
  }
  if (typeof value !== 'string') throw badFields({ [field]: 'Operation value must be a string' });
  if (value.length > LONGEST) throw tooLong(core, field);
  return { form: 'wiki', text: value };
}

/** Text in the form of a version; the other form is only roughly turned. */
export function showRichText(version: Version, text: RichText): unknown {
  if (version === '3') return text.form === 'adf' ? text.doc : documentOf(text.text);
  return text.form === 'wiki' ? text.text : plainText(text.doc);
}

/** Its words alone, a line a block. */
export function wordsOf(text: RichText): string {
  return text.form === 'wiki' ? text.text : plainText(text.doc);
}

function tooLong(core: JiraCore, field: string): Error {
  if (core.kind === 'cloud') return refused(400, ['CONTENT_LIMIT_EXCEEDED']);
  return badFields({ [field]: `The entered text is too long. It exceeds the allowed limit of ${LONGEST} characters.` });
}
