// Reads the answers out of an issue made from the incident template (R5, R6, R10).
//
// Answers stand under headings; people delete headings, answer in prose or not at all. Whatever is
// missing reads as empty: nothing in a report is ever refused.

import { withoutHtmlComments } from '../text/html.ts';
import { readable } from './bounds.ts';

export interface Form {
  readonly services: readonly string[];
  readonly seen: string;
  readonly affected: string;
  readonly kind: string | undefined;
  readonly conditions: readonly string[];
}

/** What the configuration knows, by its names. */
export interface Known {
  /** These are also found in prose under their heading. */
  readonly services: readonly string[];
  /** Each has a box of its own in the template. */
  readonly conditions: readonly string[];
}

/** Present in every issue made from one of sitrep's templates, for people who may set neither type nor label. */
export const TEMPLATE_MARK = '<!-- sitrep:incident -->';
export const DRILL_MARK = '<!-- sitrep:drill -->';

/** Over the boxes of the conditions, where the configuration names some. */
export const CONDITIONS_HEADING = '## Does one of these apply?';

const QUESTIONS: Readonly<Record<keyof Form, RegExp>> = {
  services: /service/i,
  seen: /\b(seen|see|happen|wrong|symptom)/i,
  affected: /\b(affected|impact|who)\b/i,
  kind: /\bkind\b/i,
  conditions: /\b(apply|applies|conditions?)\b/i,
};

export function readForm(description: string, known: Known): Form {
  const answers = new Map<string, string>();
  for (const [heading, text] of sections(description)) {
    const question = Object.entries(QUESTIONS).find(([, pattern]) => pattern.test(heading))?.[0];
    if (question && !answers.has(question)) answers.set(question, text);
  }
  const conditions = ticked(answers.get('conditions') ?? '').map(nameIn);
  return {
    services: services(answers.get('services') ?? '', known.services),
    seen: answers.get('seen') ?? '',
    affected: answers.get('affected') ?? '',
    kind: ticked(answers.get('kind') ?? '').map(nameIn)[0],
    conditions: known.conditions.filter((name) => conditions.includes(name)),
  };
}

function sections(description: string): [heading: string, text: string][] {
  return withoutHtmlComments(readable(description))
    .split(/^#{1,6}[ \t]+/m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...body] = section.split('\n');
      return [heading.trim(), body.join('\n').trim()];
    });
}

/** What stands beside a ticked box, line by line. */
function ticked(answer: string): string[] {
  return answer
    .split('\n')
    .map((line) => /^[-*][ \t]*\[x\][ \t]*(\S.*)$/i.exec(line.trim())?.[1])
    .filter((text) => text !== undefined);
}

/** `outage: it does not work at all` is called `outage`. */
function nameIn(box: string): string {
  return (box.split(/[,(:]/)[0] ?? '').trim().toLowerCase();
}

/** A list longer than this is no list of services. */
const MOST_SERVICES = 5;

function services(answer: string, known: readonly string[]): string[] {
  const boxes = ticked(answer);
  const words =
    boxes.length > 0
      ? boxes
      : answer.split(/[\n,;]|\band\b/).map((word) =>
          word
            .trim()
            .replace(/^[-*][ \t]*(\[.?\])?/, '')
            .trim(),
        );
  const named = words
    .filter((word) => word !== '')
    .slice(0, MOST_SERVICES)
    .map((word) => known.find((name) => name.toLowerCase() === word.toLowerCase()) ?? word);
  const mentioned = known.filter((name) => new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`, 'i').test(answer));
  return [...new Set(mentioned.length > 0 ? mentioned : named)];
}
