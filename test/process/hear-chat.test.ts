// Which messages of the room are heard.

import { expect, it } from 'vitest';
import { heardIn } from '../../src/process/hear-chat.ts';
import type { ChatMessage } from '../../src/process/observation.ts';
import { inState } from '../commands/said.ts';
import { minute, person } from '../given.ts';

function said(ts: string, text: string): ChatMessage {
  return {
    ...{ ts, text, at: minute(9), by: person('ana'), name: 'ana', url: `https://acme.slack.com/archives/C1/p${ts}` },
    ...{ ours: false, key: undefined, edited: false, approvedBy: [], pinnedBy: [] },
  };
}

it('a message is heard once, whatever it was and however it is edited', () => {
  const told = inState('responding');
  const found = (): string[] => told.incident.discoveries.map(({ text }) => text);
  told.read(10, { chat: [said('5.1', '!found the disk'), said('5.2', 'hello')] });
  told.read(11, { chat: [said('5.1', '!found the fan\n!decide we wait'), said('5.11', '!found the cable')] });
  expect(found()).toEqual(['the disk', 'the cable']);
  expect(told.incident.decisions).toEqual([]);
});

it.each([
  ['!severity S1', 'S1'],
  ['!severity high', 'S2'],
  ['!severity dire', 'unknown'],
  ['the severity is S1, is it not', 'unknown'],
])('%s: the severity is %s', (text, severity) => {
  const told = inState('responding');
  told.read(10, { chat: [said('5.1', text)] });
  told.read(11, { chat: [said('5.1', text)] });
  expect(told.incident.severity).toBe(severity);
});

it('which those are is read from the record at one go', () => {
  expect(heardIn(['slack:5.1:found+0', 'slack:5.1:found+1', 'slack:5.2:pinned', 'note:5', 'say:1'])).toEqual(
    new Set(['5.1', '5.2']),
  );
});
