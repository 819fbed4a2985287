// /bug: what an incident brought to light is filed where it is mended, and linked (R77).

import { bugDestination, destinationName } from '../rules/destinations.ts';
import { shortened } from '../text/markdown.ts';
import { needsRole, needsStatus, needsText } from './authority.ts';
import { type Command, did } from './command.ts';

const TITLE_CHARACTERS = 200;

export const bug: Command = {
  name: 'bug',
  aliases: ['bug-report'],
  usage: '/bug <title> [text on the next lines]',
  summary: 'File a bug report in the project of the service, linked both ways.',
  who: 'Anyone with a role in this incident.',
  understand(words, given) {
    const { incident, policy } = given;
    const [line = '', ...rest] = words.trim().split('\n');
    const title = shortened(line.trim(), TITLE_CHARACTERS);
    const cut = title === line.trim() ? [] : [line.trim()];
    const destination = bugDestination(incident, policy);
    return (
      needsStatus(given, ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review']) ??
      needsRole(given) ??
      needsText(title, 'Say what is wrong, in one line', '/bug <what is wrong>') ??
      did({
        type: 'bug-filed',
        n: incident.bugs.length + 1,
        title,
        text: [...cut, ...rest].join('\n').trim(),
        where: destination ? destinationName(destination) : 'this project',
      })
    );
  },
};
