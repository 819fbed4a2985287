// What the weekly examination says in its issue.

import { code, inert } from '../text/markdown.ts';
import type { Verdict } from './doctor.ts';
import type { News } from './weekly.ts';

export const TITLE = 'sitrep needs attention';

export function opening(news: News): string {
  return [
    'sitrep examines itself once a week, and found what keeps it from doing its work:',
    '',
    ...news.fresh.map(item),
    '',
    'Each line says what to do. `sitrep doctor` examines again at any time. When all is good, this issue is closed by itself.',
  ].join('\n');
}

export function update(news: News): string {
  const healed =
    news.healed.length === 0 ? [] : ['', `Good again: ${news.healed.map((name) => code(name)).join(', ')}.`];
  return ['New since the last examination:', '', ...news.fresh.map(item), ...healed].join('\n');
}

export function allGood(): string {
  return 'All is good again.';
}

/** Reasons hold names and answers from elsewhere: nothing in them is a mention or a command. */
function item(verdict: Verdict): string {
  const remedy = verdict.state === 'bad' || verdict.state === 'warning' ? `\n  ${readable(verdict.remedy)}` : '';
  return `- ${readable(verdict.reason)}${remedy}`;
}

/** What stands in backticks stays code that can be copied, the rest is inert. */
function readable(text: string): string {
  return text
    .split('`')
    .map((part, index) => (part.trim() === '' ? part : index % 2 === 1 ? code(part) : spaced(part)))
    .join('');
}

function spaced(part: string): string {
  const [, before = '', , after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? [];
  return `${before}${inert(part)}${after}`;
}
