// Finding quick actions in a text, as GitLab's extractor does (lib/gitlab/quick_actions/extractor.rb).
//
// Code blocks, inline code (also over several lines), block HTML and `>>>` quotes are passed over. HTML comments are
// not: a line of one that starts with a slash runs.

import type { Tier } from '../profiles.ts';
import { knownNames } from './names.ts';

export interface Extracted {
  /** The text without the lines of known commands. */
  readonly text: string;
  readonly commands: readonly Command[];
}

export interface Command {
  /** In lower case. */
  readonly name: string;
  readonly argument: string;
}

const PASSED_OVER = [
  '^(?:`{3}|~{3})[\\s\\S]+?^(?:`{3}|~{3})',
  '^<(?!!)[^>]+>\\n[\\s\\S]+?\\n<\\/[^>]+>$',
  '^>>>\\n[\\s\\S]+?\\n>>>$',
  '`[\\s\\S]+?`',
].join('|');

/** Commands that leave something in the text. */
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  shrug: '¯\\_(ツ)_/¯',
  tableflip: '(╯°□°)╯︵ ┻━┻',
};

const patterns = new Map<string, RegExp>();

/** Parts a text into what is stored and what is done. */
export function extractCommands(text: string, tier: Tier): Extracted {
  const commands: Command[] = [];
  const rest = text.replaceAll('\r', '').replace(patternFor(tier), (whole, name?: string, argument = '') => {
    if (name === undefined) return whole;
    const command = name.toLowerCase();
    const left = LEFT_BEHIND[command];
    if (left !== undefined) return `${argument.trim()} ${left}`.trim() + (whole.endsWith('\n') ? '\n' : '');
    commands.push({ name: command, argument: argument.trim() });
    return '';
  });
  return { text: rest.trimEnd(), commands };
}

function patternFor(tier: Tier): RegExp {
  const present = patterns.get(tier);
  if (present) return present;
  const names = [...knownNames(tier)].sort((a, b) => b.length - a.length).join('|');
  const pattern = new RegExp(`${PASSED_OVER}|^\\/(${names})(?:[ ]+([^\\n]*))?(?:\\s*\\n|$)`, 'gim');
  patterns.set(tier, pattern);
  return pattern;
}
