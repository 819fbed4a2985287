// Reads the answers out of an issue made from the incident template (R5, R6, R10).
//
// Answers stand under headings; people delete headings, answer in prose or not at all. Whatever is
// missing reads as empty: nothing in a report is ever refused.

export interface Form {
  readonly services: readonly string[];
  readonly seen: string;
  readonly affected: string;
  readonly kind: string | undefined;
}

/** Present in every issue made from one of sitrep's templates, for people who may set neither type nor label. */
export const TEMPLATE_MARK = '<!-- sitrep:incident -->';
export const DRILL_MARK = '<!-- sitrep:drill -->';

const QUESTIONS: Readonly<Record<'services' | 'seen' | 'affected' | 'kind', RegExp>> = {
  services: /service/i,
  seen: /\b(seen|see|happen|wrong|symptom)/i,
  affected: /\b(affected|impact|who)\b/i,
  kind: /\bkind\b/i,
};

/** `known` are the names of the configured services, which are also found in prose under the heading. */
export function readForm(description: string, known: readonly string[]): Form {
  const answers = new Map<string, string>();
  for (const [heading, text] of sections(description)) {
    const question = Object.entries(QUESTIONS).find(([, pattern]) => pattern.test(heading))?.[0];
    if (question && !answers.has(question)) answers.set(question, text);
  }
  const kind = /- \[x\]\s*(.+)/i
    .exec(answers.get('kind') ?? '')?.[1]
    ?.split(/[,(:]/)[0]
    ?.trim()
    .toLowerCase();
  return {
    services: services(answers.get('services') ?? '', known),
    seen: answers.get('seen') ?? '',
    affected: answers.get('affected') ?? '',
    kind,
  };
}

function sections(description: string): [heading: string, text: string][] {
  const text = description.replace(/<!--[\s\S]*?-->/g, '').replace(/\r\n?/g, '\n');
  return text
    .split(/^#{1,6}[ \t]+/m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...body] = section.split('\n');
      return [heading.trim(), body.join('\n').trim()];
    });
}

function services(answer: string, known: readonly string[]): string[] {
  const ticked = [...answer.matchAll(/^\s*[-*]\s*\[x\]\s*(.+)$/gim)].map((match) => (match[1] ?? '').trim());
  const words =
    ticked.length > 0
      ? ticked
      : answer.split(/[\n,;]|\band\b/).map((word) => word.replace(/^\s*[-*]\s*(\[.?\])?/, '').trim());
  const named = words
    .filter((word) => word !== '')
    .map((word) => known.find((name) => name.toLowerCase() === word.toLowerCase()) ?? word);
  const mentioned = known.filter((name) => new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`, 'i').test(answer));
  return [...new Set(mentioned.length > 0 ? mentioned : named.slice(0, 5))];
}
