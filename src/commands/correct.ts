// /correct: what users were told was wrong, and they are told so where they were told (R29).
//
// An announcement as any other: numbered, on the record, with the same checks. It names the one that it puts right.

import { listed } from '../text/markdown.ts';
import { noTime, toUsers } from './announce.ts';
import { needsCharge, needsText } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';

export const correct: Command = {
  name: 'correct',
  aliases: ['correction'],
  usage: '/correct A1 <what is so> [next 14:30]',
  summary: 'Put right what users were told: in the same channels, and marked above the earlier words.',
  who: 'Comms; while there is none, the commander.',
  understand(words, given) {
    const { announcements } = given.incident;
    const [, number, text = ''] = WHICH.exec(words.trim()) ?? [];
    const earlier = announcements.find(({ n }) => n === Number(number));
    return (
      needsCharge(given, ['comms']) ??
      (earlier ? undefined : noneOfThat(number, given)) ??
      needsText(text, 'Say what is so', `/correct A${number} <what is so>`) ??
      noTime(text, given) ??
      did(toUsers({ text: text.trim(), to: earlier?.to, corrects: earlier?.n }, given))
    );
  },
};

const WHICH = /^(?:A|#|announcement\s+)?(\d{1,6})\b[:,.]?\s*([\s\S]*)$/i;

function noneOfThat(number: string | undefined, { incident }: Given): Verdict {
  const names = incident.announcements.map(({ n }) => `\`A${n}\``);
  if (names.length === 0)
    return refuse('Nothing was announced yet, so nothing is to be corrected.', '/announce <what is so>');
  const why = number === undefined ? 'Say which announcement you correct' : `There is no announcement \`A${number}\``;
  return refuse(
    `${why}; there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}.`,
    `/correct A${names.length} <what is so>`,
  );
}
