// /ack: somebody has it (R7, R47). Starts triage and its time-box; from here on they lead.

import { leads } from '../incident/people.ts';
import { named } from '../text/markdown.ts';
import { stamp } from '../text/time.ts';
import { needsResponder, waysOn } from './authority.ts';
import { type Command, didAt, happened, refuse } from './command.ts';
import { takeUp } from './lifecycle.ts';

export const ack: Command = {
  name: 'ack',
  aliases: ['acknowledge', 'acknowledged'],
  usage: '/ack [at 14:07]',
  summary: 'Take the report: you lead until a commander is named, and the 30-minute time-box starts.',
  who: 'Any responder.',
  essential: true,
  understand(words, given) {
    const { incident } = given;
    const barred = needsResponder(given);
    if (barred) return barred;
    if (incident.status !== 'reported') {
      const { by, at } = incident.acknowledged ?? {};
      const live = incident.status === 'triage' || incident.status === 'responding';
      if (live && by?.id === given.by.id && leads(incident, given.by))
        return refuse('You have it already, thank you. When there is something to tell:', '/sitrep <what is so>');
      const has = by && at ? `${named(by)} has it since ${stamp(at)}` : 'Somebody has it';
      return live
        ? refuse(`${has}. Come and help:`, '/sme')
        : refuse(`The incident is **${incident.status}**.`, waysOn(given));
    }
    const { text, at } = happened(words, given);
    return didAt(text === '' ? at : given.at, ...takeUp(given));
  },
};
