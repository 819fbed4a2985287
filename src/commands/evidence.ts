// /evidence: something was preserved, and where (R56).

import { needsRole, needsText } from './authority.ts';
import { type Command, did, didAt, happened } from './command.ts';

export const evidence: Command = {
  name: 'evidence',
  aliases: ['preserved'],
  usage: '/evidence <what> <where> | none <reason>',
  summary: 'Something was saved for the review, with its place; or there is none, and why.',
  who: 'Anyone; `none` is for people who hold a role.',
  understand(words, given) {
    const none = /^none\b[\s,:.-]*([\s\S]*)$/i.exec(words.trim());
    if (none) {
      const reason = (none[1] ?? '').trim();
      return (
        needsRole(given) ??
        needsText(reason, 'Say why there is none', '/evidence none <why>') ??
        did({ type: 'evidence-none', reason })
      );
    }
    const { text, at } = happened(words, given);
    const n = given.incident.evidence.length + 1;
    return (
      needsText(text, 'Say what was saved and where', '/evidence <what> <where>') ??
      didAt(at, { type: 'evidence-kept', n, ...whatAndWhere(text) })
    );
  },
};

const ADDRESS = /(?:^|\s)\(?((?:https?:\/\/|s3:\/\/|file:\/\/|~?\/|\\\\|[\w.-]+:\/)[^\s()]+)/gi;

/** The place is the last address or path in the text, else the last word after "in" or "on"; missing it is unknown. */
function whatAndWhere(text: string): { what: string; where: string } {
  const address = [...text.matchAll(ADDRESS)].at(-1);
  if (address?.[1] !== undefined) {
    const atEnd = text.trimEnd().endsWith(address[1]);
    const what = atEnd ? text.slice(0, address.index).trim() : text;
    return {
      what: what === '' ? text : withoutPreposition(what),
      where: address[1].replace(/[.,;]$/, ''),
    };
  }
  const place = /(?<!\s)\s+(?:in|at|on|under|to)\s+(\S+)$/i.exec(text.trimEnd());
  if (!place) return { what: text, where: 'unknown' };
  return { what: text.slice(0, place.index).trim(), where: place[1] ?? 'unknown' };
}

function withoutPreposition(what: string): string {
  const end = /\s(?:in|at|on|under|to)$/i.exec(what.slice(-6));
  return end ? what.slice(0, -end[0].length).trim() : what;
}
