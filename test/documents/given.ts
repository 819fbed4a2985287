// A long incident for the documents: everything that can be said is said, in the words of the case.

import type { Surroundings } from '../../src/process/surroundings.ts';
import { inState } from '../commands/said.ts';
import type { Given, Story } from '../given.ts';

export const PLACE = { projectUrl: 'https://gitlab.test/acme/incidents', zone: 'Europe/London' };

/** Every command once with `text` in it; ends in review. */
export function eventful(text: string, given: Given = {}): Story {
  const told = inState('responding', { title: text, affected: text, ...given });
  told.say(4, 'ana', `/sitrep ${text}`);
  told.say(5, 'ana', `/impact S2 ${text}`);
  told.say(6, 'ana', `/decide ${text}`);
  told.say(7, 'uli', `/found ${text}`);
  told.say(8, 'ben', `/change ${text} undo: ${text} destructive`);
  told.say(9, 'eve', `/change ${text}`);
  told.say(10, 'ben', `/undone C1 ${text}`);
  told.say(11, 'dee', `/keep C2 ${text}`);
  told.say(12, 'ben', `/evidence ${text} ${text}`);
  told.say(13, 'cai', `/announce ${text}`);
  told.say(14, 'eve', `/sitrep ${text}`);
  told.say(15, 'ana', '/planner @eve');
  told.say(16, 'eve', `/decline ${text}`);
  told.say(17, 'ana', `/override evidence because ${text}`);
  told.say(18, 'dee', `/stand-down planner ${text}`);
  told.say(19, 'eve', `/sitrp ${text}`);
  told.say(20, 'ana', `/extend ${text}`);
  told.say(40, 'ana', `/mitigated ${text}`);
  told.say(50, 'ana', `/resolved ${text}`);
  return told;
}

export function around(told: Story, at: number): Surroundings {
  return told.around(at);
}

/** Text as hostile as people and tools can make it, in pieces. */
export const HOSTILE = [
  '@all',
  '@ana',
  '/close',
  '\n/close',
  '\n\n/approve\n',
  '<img src=x onerror=alert(1)>',
  '</td></table>',
  '<!--',
  '-->',
  '<!-- sitrep:end summary -->',
  '<!-- sitrep:begin summary abc -->',
  '<!-- /sitrep:state -->',
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '\n```\n',
  '~~~',
  '#12',
  '!12',
  '~bug',
  '~"a b"',
  '$1',
  '%1',
  '![x](http://e/x.png)',
  '[a](javascript:alert(1))',
  '**',
  '_',
  '> ',
  '\n> ',
  '- ',
  '# ',
  '1. ',
  '{{seen}}',
  '{{{seen}}}',
  '$&',
  "$'",
  'https://e.test/a_b*c?d=@all',
  'https://e.test/<b>',
  '\u202e',
  '\u2028',
  '\r\n',
  '\t',
  '\u0000',
  '👍',
  ':-)',
  'words',
  ' ',
  '→ ',
  '\n→ ',
];
