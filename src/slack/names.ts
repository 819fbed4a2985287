// Names of channels, by Slack's rules: lower-case letters, digits, `-` and `_`, at most 80 of them, and at least one letter
// or digit (facts 3.2; Slack's reference of conversations.create).

const LONGEST = 80;
const NAMELESS = 'incident';

/** A name that Slack takes, made of any text. */
export function channelName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, LONGEST)
    .replace(/^[-_]+|[-_]+$/g, '');
  return plain === '' ? NAMELESS : plain;
}

/** The same with a number at its end, from the second on. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const suffix = `-${number}`;
  return `${name.slice(0, LONGEST - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** Whether a channel of this name was named after `name`, with a number or without. */
export function isNamed(actual: string, name: string): boolean {
  const number = Number(/-(\d{1,3})$/.exec(actual)?.[1] ?? 1);
  return actual === name || actual === numbered(name, number);
}
