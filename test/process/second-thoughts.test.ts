// People change their minds: what was corrected, given up, waived or withdrawn is not what it was.

import { describe, expect, it } from 'vitest';
import { leader } from '../../src/incident/people.ts';
import { missingForClosing } from '../../src/rules/closing-gate.ts';
import { policyOf, story } from '../given.ts';

describe('a comment', () => {
  it('that was corrected once is not executed again by another edit', () => {
    const told = story();
    told.say(0, 'ana', '/ack');
    told.say(1, 'ana', '/sitrep');
    told.edit(2, 'ana', '/sitrep we look at the disk');
    told.edit(3, 'ana', '/sitrep everything is fine');
    expect(told.incident.sitreps.map((sitrep) => sitrep.text)).toEqual(['we look at the disk']);
  });

  it('that was corrected to something that is refused again may be corrected once more', () => {
    const told = story();
    told.say(0, 'ana', '/ack');
    told.say(1, 'ana', '/extend');
    told.edit(2, 'ana', '/extend 10');
    told.edit(3, 'ana', '/extend 10 the vendor is on the phone');
    expect(told.incident.extended).toBe(true);
  });
});

describe('a role', () => {
  it('given up and taken again within five minutes is held, not taken for a repetition', () => {
    const told = story();
    told.say(0, 'ana', '/ack');
    told.say(1, 'ana', '/commander');
    told.say(2, 'ana', '/stand-down');
    told.say(3, 'ana', '/commander');
    expect(leader(told.incident)?.name).toBe('ana');
    expect(told.incident.roles.commander.map((holder) => holder.person.name)).toEqual(['ana']);
  });
});

describe('R11: a waiver', () => {
  it('given for an S3 falls when the severity rises, so that the review is due after all', () => {
    const told = story({ policy: policyOf() });
    told.say(0, 'ana', '/ack\n/impact S3 a few people\n/respond\n/waive pir a known cause, mended upstream');
    expect(told.incident.waiver?.text).toContain('known cause');
    told.say(10, 'ana', '/impact S1 everybody');
    told.say(20, 'ana', '/evidence none nothing to save\n/announce All clear: it works\n/resolved');
    expect(missingForClosing(told.incident).map((part) => part.gate)).toContain('review');
  });
});

describe('R10: an incident that is withdrawn', () => {
  it.each([
    ['after users were told of it asks for a last word to them', '/announce Nexus is down', true],
    ['of which nobody was told asks for nothing', '/found nothing', false],
  ])('%s', (_case, before, asks) => {
    const told = story();
    told.say(0, 'ana', '/ack');
    told.say(1, 'ana', before);
    told.look(1);
    told.say(2, 'ana', '/withdraw a test that went wrong');
    const said = told.look(2).messages.map((message) => ('text' in message.body ? message.body.text : ''));
    expect(said.join('\n').includes('/announce All clear')).toBe(asks);
  });
});

describe('/help', () => {
  it.each(['', '/ack', '/ack\n/respond', '/ack\n/respond\n/mitigated'])('is six lines at most after %j', (before) => {
    const told = story();
    if (before !== '') told.say(0, 'ana', before);
    told.look(1);
    told.say(2, 'ana', '/help');
    const [message] = told.look(2).messages;
    const text = message && 'text' in message.body ? message.body.text : '';
    expect(text).toContain('You can, among others:');
    expect(text.split('\n').length).toBeLessThanOrEqual(6);
  });
});

describe('a click that changes nothing', () => {
  it('on a severity that is so already is not taken for today’s wish when the severity has changed', () => {
    const told = story();
    told.say(1, 'ana', '/ack');
    told.say(2, 'ana', '/impact S2 half of the users');
    told.label(3, 'ben', 'add', 'severity::S2');
    told.say(4, 'ana', '/impact S1 everybody');
    told.say(5, 'ben', '/found the disk is full');
    expect(told.incident.severity).toBe('S1');
  });

  it('the status label that the template adds is neither refused nor put back when the status has moved on', () => {
    const told = story();
    told.label(0.1, 'uli', 'add', 'incident::reported');
    told.say(1, 'ana', '/ack');
    told.say(2, 'ben', 'I am looking.');
    expect(told.events.filter(({ type }) => type === 'refused')).toEqual([]);
    expect(told.incident.status).toBe('triage');
  });

  it('a role label taken from nobody takes the role from nobody later', () => {
    const told = story();
    told.say(1, 'ana', '/ack');
    told.label(2, 'ana', 'remove', 'role: comms');
    told.say(3, 'dee', '/comms');
    told.say(4, 'ben', 'Good.');
    expect(told.incident.roles.comms.map(({ person }) => person.name)).toEqual(['dee']);
  });

  it('R39 (partly): the label of a condition taken off before it was known to hold does not end it later', () => {
    const policy = policyOf('communities: {all: {title: All, when: [at-night]}}');
    const told = story({ policy });
    told.label(1, 'ana', 'remove', 'at-night');
    told.label(2, 'ana', 'add', 'at-night');
    told.say(3, 'ben', 'Good.');
    expect(told.incident.conditions).toEqual(['at-night']);
  });
});
