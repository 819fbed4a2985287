// /ack: somebody has it (R7, R47). Starts triage and its time-box; from here on they lead.

import { named } from '../text/markdown.ts';
import { stamp } from '../text/time.ts';
import { needsResponder } from './authority.ts';
import { type Command, did, refuse } from './command.ts';
import { takeUp } from './lifecycle.ts';

export const ack: Command = {
  name: 'ack',
  aliases: ['acknowledge', 'acknowledged'],
  usage: '/ack',
  summary: 'Take the report: you lead until a commander is named, and the 30-minute time-box starts.',
  who: 'Any responder.',
  essential: true,
  understand(_words, given) {
    const { incident } = given;
    if (incident.acknowledged) {
      const { by, at } = incident.acknowledged;
      return refuse(`${by ? named(by) : 'Somebody'} has it since ${stamp(at)}. Come and help:`, '/ops');
    }
    if (incident.status !== 'reported') return refuse(`The incident is **${incident.status}**.`, '/help');
    return needsResponder(given) ?? did(...takeUp(incident, given.policy));
  },
};
