// The issue templates by which people report, with a box for each condition that the configuration names: whoever may set no
// label, as a Guest, says by it that the condition holds (R39).
//
// A template that nobody changed follows the configuration. One that the project made its own stays as it is.

import incident from '../../.gitlab/issue_templates/Incident.md';
import report from '../../.gitlab/issue_templates/Report a problem.md';
import { CONDITIONS_HEADING } from '../process/form.ts';

const SHIPPED: Readonly<Record<string, string>> = {
  '.gitlab/issue_templates/Incident.md': incident,
  '.gitlab/issue_templates/Report a problem.md': report,
};

const BOXES = new RegExp(`${CONDITIONS_HEADING.replace('?', '\\?')}\n\n(?:- \\[ \\] [a-z0-9-]+\n)+\n?`);

/** The templates by their paths. */
export function reportForms(conditions: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(SHIPPED).map(([path, text]) => [path, withBoxes(text, conditions)]));
}

/** Whether a template is as it was shipped, whatever its boxes. */
export function isUnchanged(path: string, text: string): boolean {
  return SHIPPED[path] === text.replace(BOXES, '');
}

/** The conditions for which a template has no box. */
export function boxesMissing(text: string, conditions: readonly string[]): readonly string[] {
  const lines = text.split('\n').map((line) => /^[-*] \[ \] ([a-z0-9-]+)\b/.exec(line.trim())?.[1]);
  return conditions.filter((name) => !lines.includes(name));
}

/** The question with its answers, as Markdown. */
export function boxes(conditions: readonly string[]): string {
  return `${CONDITIONS_HEADING}\n\n${conditions.map((name) => `- [ ] ${name}\n`).join('')}`;
}

/** Before the quick actions, with which a template ends. */
function withBoxes(template: string, conditions: readonly string[]): string {
  if (conditions.length === 0) return template;
  const actions = template.search(/^\//m);
  const end = actions < 0 ? template.length : actions;
  return `${template.slice(0, end)}${boxes(conditions)}${actions < 0 ? '' : '\n'}${template.slice(end)}`;
}
