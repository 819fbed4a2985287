// What users read: four parts, and what nobody knows reads "unknown" (R33, R34).

import { describe, expect, it } from 'vitest';
import { messageText } from '../../src/documents/messages.ts';
import { policyOf, story } from '../given.ts';

/** The last announcement of a response, as it is said. */
function announced(text: string, before = ''): string {
  const told = story({ services: ['Nexus'] });
  told.say(0, 'ana', `/ack\n/respond\n/commander${before}`);
  told.look(0);
  told.say(5, 'ana', `/announce ${text}`);
  const { messages, incident } = told.look(5);
  const [message] = messages.filter((one) => 'document' in one.body && one.body.document === 'announcement');
  return message ? messageText(message, incident, told.around(5)) : '';
}

describe('R33: an announcement says when it should be over', () => {
  it.each([
    ['Pulls fail. Full service expected by 14:30.', 'by 14:30'],
    ['It is expected to work again at 14:30 UTC', 'at 14:30 UTC'],
    ['Pulls fail; next update at 14:30 UTC', 'unknown'],
    ['We expect no quick end', 'unknown'],
  ])('%j: %s', (text, lasts) => {
    expect(announced(text)).toContain(`- **Expected end**: ${lasts}\n`);
  });

  it('"service is back" once it is, and nothing more after the all-clear', () => {
    expect(announced('Restored: it works', '\n/mitigated')).toContain('- **Expected end**: service is back\n');
    const over = announced('All clear: it works', '\n/mitigated');
    expect(over).toContain('- **Expected end**: over\n');
    expect(over).toContain('- **Next word**: none: this is the last');
  });
});

describe('R34: an announcement says when more will be heard', () => {
  it.each([
    ['Pulls fail; next update at 14:30 UTC', '2026-03-11 14:30 UTC'],
    ['Pulls fail, next in 45 min', '2026-03-11 10:50 UTC'],
    ['Pulls fail', '2026-03-11 12:05 UTC'],
  ])('%j: %s', (text, next) => {
    expect(announced(text)).toContain(`- **Next word**: ${next}`);
  });
});

it('R32: an announcement says where it goes before it is sent', () => {
  const policy = policyOf(
    'slack: {}\nservices: {nexus: {communities: [builders]}}\ncommunities: {builders: {slack: ["#team-system-support"]}}',
  );
  const told = story({ services: ['nexus'], policy });
  told.say(0, 'ana', '/ack\n/respond\n/commander');
  told.look(0);
  told.say(5, 'ana', '/announce Down');
  const { messages, incident } = told.look(5);
  const [first] = messages.filter((one) => 'document' in one.body && one.body.document === 'announcement');
  expect(first?.to).toBeUndefined();
  expect(first && messageText(first, incident, told.around(5))).toMatch(
    /\nGoes to builders \(`#team-system-support`\)\.$/,
  );
});
