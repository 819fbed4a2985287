// What GitLab says of a change, in its own words (behaviours F1-F13).

import { longDay } from '../days.ts';
import type { EscalationStatus, Severity } from '../store.ts';

const SEVERITY_LABELS: Record<Severity, string> = {
  critical: 'Critical - S1',
  high: 'High - S2',
  medium: 'Medium - S3',
  low: 'Low - S4',
  unknown: 'Unknown',
};

/** F1: names of who came and who went. */
export function assigneesChanged(added: readonly string[], removed: readonly string[]): string {
  const parts = [
    ...(added.length > 0 ? [`assigned to ${sentence(added)}`] : []),
    ...(removed.length > 0 ? [`unassigned ${sentence(removed)}`] : []),
  ];
  return parts.join(' and ');
}

/** F2: the pieces that differ are marked. */
export function titleChanged(before: string, after: string): string {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const marked = (text: string, open: string, close: string): string => {
    const middle = text.slice(start, text.length - end);
    return `${text.slice(0, start)}${middle && open + middle + close}${text.slice(text.length - end)}`;
  };
  return `changed title from **${marked(before, '{-', '-}')}** to **${marked(after, '{+', '+}')}**`;
}

const BOX = /^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](\s+.*)$/;

/** F3: a description in which nothing but boxes were ticked says which; undefined when nothing changed. */
export function descriptionChanged(before: string, after: string): string[] {
  if (before === after) return [];
  const old = before.split('\n');
  const fresh = after.split('\n');
  const ticked = fresh.flatMap((line, at) => (line === old[at] ? [] : [tick(old[at] ?? '', line)]));
  const only = old.length === fresh.length && ticked.every((text) => text !== undefined);
  return only ? ticked.flatMap((text) => text ?? []) : ['changed the description'];
}

function tick(before: string, after: string): string | undefined {
  const [, bullet, was, text] = BOX.exec(before) ?? [];
  const [, newBullet, is, newText] = BOX.exec(after) ?? [];
  if (was === undefined || is === undefined || bullet !== newBullet || text !== newText) return undefined;
  return `marked the checklist item **${text?.trim()}** as ${is === ' ' ? 'incomplete' : 'completed'}`;
}

/** F4 */
export function confidentialChanged(confidential: boolean, type: string): string {
  return confidential ? `made the ${type} confidential` : `made the ${type} visible to everyone`;
}

/** F6 */
export function lockChanged(locked: boolean, type: string): string {
  return `${locked ? 'locked' : 'unlocked'} the discussion in this ${type}`;
}

/** F9 */
export function severityChanged(severity: Severity): string {
  return `changed the severity to **${SEVERITY_LABELS[severity]}**`;
}

/** F10 */
export function statusChanged(status: EscalationStatus, byClosing: boolean): string {
  return `changed the incident status to **${capital(status)}**${byClosing ? ' by closing the incident' : ''}`;
}

/** F12 */
export function dueDateChanged(day: string | null): string {
  return day === null ? 'removed due date' : `changed due date to ${longDay(day)}`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `@a`, `@a and @b`, `@a, @b, and @c`. */
export function sentence(parts: readonly string[]): string {
  const [last = '', ...others] = [...parts].reverse();
  if (others.length < 2) return parts.join(' and ');
  return `${others.reverse().join(', ')}, and ${last}`;
}
