import { describe, expect, it } from 'vitest';
import { missingForClosing } from '../../src/rules/closing-gate.ts';
import { inState, STATES } from '../commands/said.ts';
import { person, type Story } from '../given.ts';

/** Everything done but for what `without` names. */
function almostDone(without: string): Story {
  const told = inState('responding');
  told.say(5, 'ben', '/change stopped indexing');
  told.say(6, 'cai', '/announce Down');
  told.say(10, 'ana', '/mitigated');
  if (without !== 'cleanup') told.say(11, 'ben', '/undone C1');
  if (without !== 'evidence') told.say(12, 'ben', '/evidence logs s3://x');
  if (without !== 'announce') told.say(13, 'cai', '/announce All clear: a disk');
  if (without !== 'status') told.say(14, 'ana', '/resolved');
  told.record(15, { type: 'review-opened', mr: 3, url: 'u', path: 'p', branch: 'b' });
  if (without !== 'review') told.record(16, { type: 'review-merged', mr: 3, sha: 'abc' });
  return told;
}

describe('R67: the closing gate', () => {
  it.each`
    without       | owes       | line
    ${'status'}   | ${['ana']} | ${'/resolved <how it ended>'}
    ${'cleanup'}  | ${['dee']} | ${'/undone C1'}
    ${'evidence'} | ${['dee']} | ${'/evidence <what> <where>'}
    ${'announce'} | ${['cai']} | ${'/announce All clear: <what happened>'}
    ${'review'}   | ${['ana']} | ${undefined}
  `('without $without it stays shut: $owes owes $line', ({ without, owes, line }) => {
    const told = almostDone(without);
    expect(missingForClosing(told.incident).map(({ gate }) => gate)).toEqual([without]);
    const [part] = missingForClosing(told.incident);
    expect([part?.owes.map(({ name }) => name), part?.line]).toEqual([owes, line]);
    expect(told.look(20).incident.status).not.toBe('closed');
  });

  it('with everything done the incident closes by itself', () => {
    const told = almostDone('nothing');
    expect(missingForClosing(told.incident)).toEqual([]);
    expect(told.look(20).desired.closed).toBe(true);
    expect(told.incident.status).toBe('closed');
  });

  it('R77: a bug that is not filed keeps it shut; refused by its tracker it may be filed by hand', () => {
    const told = almostDone('nothing');
    told.say(17, 'ben', '/bug the disk fills');
    told.say(17, 'ben', '/bug the log is too long');
    told.record(18, { type: 'filed', key: 'file:bug:1', ref: 'NEX-1', url: 'https://x.test' });
    const owing = missingForClosing(told.incident);
    expect(owing).toEqual([{ gate: 'bugs', what: 'B2 is not filed in this project yet', owes: [person('dee')] }]);
    told.record(19, { type: 'undeliverable', key: 'file:bug:2', to: 'gitlab:file', why: 'no such project' });
    const line = missingForClosing(told.incident)[0]?.line ?? '';
    expect(line).toBe('/override bugs because <where it was filed by hand>');
    told.say(20, 'ana', line.replace(/<.*>/, 'it is NEX-2'));
    expect(missingForClosing(told.incident)).toEqual([]);
  });

  it('says everything at once', () => {
    const gates = missingForClosing(inState('responding').incident).map(({ gate }) => gate);
    expect(gates).toEqual(['status', 'evidence', 'announce', 'review']);
  });

  it('R11: a part that the commander lifted is not missing; the review is waived only where the severity allows it', () => {
    const told = almostDone('evidence');
    told.say(20, 'ana', '/override evidence because the disk is gone');
    expect(missingForClosing(told.incident)).toEqual([]);
    const small = inState('responding');
    small.say(4, 'ana', '/impact S3 few');
    small.say(5, 'ana', '/waive pir small');
    expect(missingForClosing(small.incident).map(({ gate }) => gate)).not.toContain('review');
  });

  it.each(STATES)('R67: closed by hand while %s: what is missing is told, or it was over', (state) => {
    const told = inState(state);
    told.state(20, 'ana', 'closed');
    const over = state === 'closed' || state === 'withdrawn';
    expect(told.look(21).desired.closed).toBe(over);
    expect(told.incident.closedEarly).toBe(over ? 0 : 1);
  });

  it('the line for each missing part fits the state in which it is closed', () => {
    expect(missingForClosing(inState('reported').incident)[0]?.line).toBe('/withdraw <why>');
  });

  it('R10: a reporter who closes their own report withdraws it', () => {
    const told = inState('reported');
    told.state(20, 'uli', 'closed');
    expect(told.incident.status).toBe('withdrawn');
  });
});
