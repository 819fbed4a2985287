// How people and GitLab name a severity.

import { SEVERITIES, type Severity } from '../incident/events.ts';

const GITLAB: Readonly<Record<string, Severity>> = {
  critical: 'S1',
  high: 'S2',
  medium: 'S3',
  low: 'S4',
  unknown: 'unknown',
};

/** `S2` or `high`, in any case; undefined for any other word. */
export function severityNamed(word: string): Severity | undefined {
  const wanted = word.trim().toLowerCase();
  return (
    SEVERITIES.find((one) => one.toLowerCase() === wanted) ??
    (Object.hasOwn(GITLAB, wanted) ? GITLAB[wanted] : undefined)
  );
}
