// How much of a text is read, and how: what strangers paste must never cost more than a moment.

/** Longer texts are read up to here: GitLab allows a million characters, nobody types that. */
const LIMIT = 100_000;

/** The words of one command that are kept. */
const MOST_WORDS = 20_000;

/** The part of a comment or description that is read, in lines that end as ours do. */
export function readable(text: string): string {
  return text.slice(0, LIMIT).replace(/\r\n?/g, '\n');
}

/** The words of a command as they are kept: no long stretch of nothing in them, and not without end. */
export function bounded(words: string): string {
  const text = words.replace(/\s{33,}/g, (blank) => (blank.includes('\n') ? '\n\n' : ' '));
  if (text.length <= MOST_WORDS) return text;
  return `${text.slice(0, MOST_WORDS).replace(/[\ud800-\udbff]$/, '')} …`;
}
