// docs/commands.md: what people can say, from the commands themselves.

import { commands } from '../../../src/commands/index.ts';
import { code, GENERATED, table } from './markdown.ts';

export function commandsPage(): string {
  const [known, others] = [true, false].map((essential) =>
    commands.filter((command) => (command.essential ?? false) === essential),
  );
  return `${GENERATED}

# Comment commands

A command is a line of a comment that begins with \`/name\`, or with \`@bot name\`; its text runs to the next command or the end of the comment. Several
may stand in one comment. In code, quotations and HTML nothing is a command. Accepted: the comment gets a ✅. Refused: a ❌ and one
reply that says why, and what would work.

Anything reported as done or seen may end in the time at which it happened: \`at 14:07\`.

## Those to know

${rows(known ?? [])}

## The others

They come with the nudge that asks for them.

${rows(others ?? [])}
`;
}

function rows(some: typeof commands): string {
  return table(
    ['command', 'what it does', 'who may', 'also understood'],
    some.map(({ usage, summary, who, aliases }) => [
      code(usage),
      summary,
      who,
      aliases.map((alias) => code(`/${alias}`)).join(', '),
    ]),
  );
}
