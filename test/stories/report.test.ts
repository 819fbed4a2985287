// From a report to a response: who may start one, what silence does, and what GitLab's own words mean to sitrep.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import {
  commentsOn,
  descriptionOf,
  eventsOf,
  fileOn,
  green,
  issueOf,
  JOURNAL,
  labelsOf,
  REPORT,
  reactionsTo,
  saidOn,
} from './story.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function reported(title: string, text = REPORT): Promise<number> {
  const iid = await stage.person('uli').open(title, text);
  await green(stage, 'sweep');
  return iid;
}

describe('a report', () => {
  it('R26, R10 (partly): of a Guest, who can set neither type nor label, becomes an incident in place', async () => {
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    const note = await stage.person('eve').say(iid, 'For me too.');
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::reported']);
    await stage.person('ana').say(iid, '/ack');
    await green(stage, 'sweep');
    const issue = await issueOf(stage, iid);
    expect(at(issue, 'issue_type')).toBe('incident');
    expect(at(issue, 'author', 'username')).toBe('uli');
    expect(String(at(issue, 'description'))).toContain(REPORT);
    expect(await commentsOn(stage, iid)).toContainEqual(expect.objectContaining({ id: note, body: 'For me too.' }));
    expect(await labelsOf(stage, iid)).toEqual(['incident::triage']);
  });

  it('is answered once, in at most eight lines, and says what to type', async () => {
    const iid = await reported('Answered');
    await green(stage, 'sweep');
    const said = await saidOn(stage, iid);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/@uli.*Nobody has this yet/);
    for (const command of ['/ack', '/withdraw', '/confidential']) expect(said[0]).toContain(command);
    expect(said[0]?.split('\n').filter((line) => line !== '' && !line.startsWith('<!--')).length).toBeLessThanOrEqual(
      8,
    );
  });

  it('that is an ordinary issue is left alone', async () => {
    const iid = await stage.person('uli').open('The coffee is out', 'Again.\n\n/ack');
    await stage.person('ana').say(iid, '/sitrep there is tea');
    await green(stage, 'sweep');
    expect(await saidOn(stage, iid)).toEqual([]);
    expect(await descriptionOf(stage, iid)).toBe('Again.\n\n/ack');
  });

  it('R10 (partly): is withdrawn with a reason: the issue closes, the record stays and is counted apart', async () => {
    const iid = await reported('A false alarm');
    await stage.person('ana').say(iid, '/withdraw the monitor was wrong');
    await green(stage, 'sweep');
    expect(at(await issueOf(stage, iid), 'state')).toBe('closed');
    expect(await labelsOf(stage, iid)).toEqual(['incident::withdrawn']);
    expect(await fileOn(stage, JOURNAL, `closed/2026/${iid}.jsonl`)).toContain('the monitor was wrong');
  });

  it('closed by its reporter before anybody took it is withdrawn, and opened again it is a report again', async () => {
    const iid = await reported('Oh, it was me');
    await stage.person('uli').change(iid, { state_event: 'close' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::withdrawn']);
    await stage.person('uli').change(iid, { state_event: 'reopen' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::reported']);
    expect(at(await issueOf(stage, iid), 'state')).toBe('opened');
  });

  it('that is a duplicate is counted apart and stays closed', async () => {
    const original = await reported('The original');
    const iid = await reported('The same again');
    await stage.person('ana').say(iid, `/duplicate #${original}`);
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::duplicate']);
    expect(at(await issueOf(stage, iid), 'state')).toBe('closed');
  });
});

describe('the time-box', () => {
  it('R47, R49: is asked about at 25 min, due at 30, and silence until 35 makes it a full response', async () => {
    const iid = await reported('Silence');
    await stage.person('ana').say(iid, '/ack');
    await green(stage, 'sweep');
    const after: Record<number, string> = {};
    for (let minute = 1; minute <= 36; minute += 1) {
      const before = (await saidOn(stage, iid)).length;
      await stage.gitlab.advance(1);
      await green(stage, 'sweep');
      const said = (await saidOn(stage, iid)).slice(before);
      if (said.length > 0) after[minute] = said.join('\n');
    }
    expect(Object.keys(after)).toEqual(['25', '30', '35']);
    expect(after[25]).toMatch(/time-box ends in [45] min/);
    expect(after[30]).toMatch(/time-box is over/);
    expect(after[35]).toMatch(/Full response.*nobody said what to do/);
    expect(await labelsOf(stage, iid)).toContain('incident::responding');
  }, 60_000);

  it('R48: is extended once, by no more than 15 min, with a reason', async () => {
    const iid = await reported('Extended');
    await stage.person('ana').say(iid, '/ack');
    const bare = await stage.person('ana').say(iid, '/extend 10');
    const given = await stage.person('ana').say(iid, '/extend 15 the restart takes as long');
    const again = await stage.person('ana').say(iid, '/extend 5 and a bit more');
    await green(stage, 'sweep');
    expect(await reactionsTo(stage, iid, bare)).toEqual(['x by sitrep-bot']);
    expect(await reactionsTo(stage, iid, given)).toEqual(['white_check_mark by sitrep-bot']);
    expect(await reactionsTo(stage, iid, again)).toEqual(['x by sitrep-bot']);
    expect(fold(await eventsOf(stage, iid)).timeboxMinutes).toBe(45);
  });
});

describe('severity', () => {
  it('by GitLab’s own /severity in a comment of nothing else makes a full response, and no answer to a command', async () => {
    const iid = await reported('By quick action');
    await stage.person('ana').say(iid, '/ack');
    await green(stage, 'sweep');
    const before = (await saidOn(stage, iid)).length;
    await stage.person('ana').api('POST', `/issues/${iid}/notes`, { body: '/severity high' });
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).severity).toBe('S2');
    expect(await labelsOf(stage, iid)).toContain('incident::responding');
    const said = (await saidOn(stage, iid)).slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/Full response.*severity S2/);
  });

  it('by label is taken, set in GitLab’s own field, and the label removed', async () => {
    const iid = await reported('By label');
    await stage.person('ana').say(iid, '/ack');
    await stage.person('ana').change(iid, { add_labels: 'severity::S3' });
    await green(stage, 'sweep');
    await green(stage, 'sweep');
    expect(at(await issueOf(stage, iid), 'severity')).toBe('MEDIUM');
    expect(await labelsOf(stage, iid)).toEqual(['incident::triage']);
  });

  it('R3 (partly): changed while responding moves what depends on it', async () => {
    const iid = await reported('Moves');
    await stage.person('ana').say(iid, '/ack\n/respond it is big');
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toContain('needs: comms');
    await stage.person('ana').change(iid, { add_labels: 'severity::S4' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).not.toContain('needs: comms');
  });
});

describe('comments', () => {
  it('a refused command is corrected by editing it within 15 minutes, once', async () => {
    const iid = await reported('Corrected');
    const note = await stage.person('ana').say(iid, '/ack\n/extend 10');
    await green(stage, 'sweep');
    await stage.gitlab.advance(5);
    await stage.person('ana').edit(iid, note, '/ack\n/extend 10 waiting for the restart');
    await green(stage, 'sweep');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).timeboxMinutes).toBe(40);
  });

  it('a command that appears in an edited comment is not carried out, and the answer says so', async () => {
    const iid = await reported('Edited');
    const note = await stage.person('ana').say(iid, 'I am looking at it.');
    await green(stage, 'sweep');
    await stage.person('root').edit(iid, note, 'I am looking at it.\n\n/withdraw not true');
    await green(stage, 'react', '--iid', String(iid));
    expect(await labelsOf(stage, iid)).toEqual(['incident::reported']);
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/edited comment are not executed/);
  });

  it('a deleted comment is found when the incident is resolved, without waiting for the daily read', async () => {
    const iid = await stage.person('uli').open('Nexus is slow', REPORT);
    await stage.person('ana').say(iid, '/ack');
    const note = await stage.person('ben').say(iid, '/found a full disk');
    await green(stage, 'sweep');
    await stage.gitlab.advance(10);
    await stage.person('ben').api('DELETE', `/issues/${iid}/notes/${note}`);
    await stage.person('ana').say(iid, '/found nothing else');
    await green(stage, 'sweep');
    expect((await eventsOf(stage, iid)).filter((event) => event.type === 'comment-deleted')).toEqual([]);
    await stage.person('ana').say(iid, '/resolved');
    await green(stage, 'sweep');
    expect((await eventsOf(stage, iid)).filter((event) => event.type === 'comment-deleted')).toMatchObject([{ note }]);
  });

  it('a deleted comment is found by a full read; what it said stays', async () => {
    const iid = await reported('Deleted');
    const note = await stage.person('ana').say(iid, '/ack\n/found the disk is full');
    await green(stage, 'sweep');
    await stage.person('ana').api('DELETE', `/issues/${iid}/notes/${note}`);
    await green(stage, 'sweep', '--full');
    const incident = fold(await eventsOf(stage, iid));
    expect(incident.notes.get(note)?.deleted).toBe(true);
    expect(incident.discoveries.map((one) => one.text)).toEqual(['the disk is full']);
  });

  it('commands in code, quotations and HTML are not commands', async () => {
    const iid = await reported('Pasted');
    await stage
      .person('ana')
      .say(iid, '```\n/ack\n```\n\n> /withdraw x\n\n<details>\n/respond\n</details>\n\n    /ack');
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::reported']);
    expect(await saidOn(stage, iid)).toHaveLength(1);
  });

  it('R119 (partly): whoever took part is asked three questions, once', async () => {
    const iid = await reported('Three questions');
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await stage.person('eve').say(iid, '/comms');
    await stage.person('ana').say(iid, '/mitigated it answers again');
    await green(stage, 'sweep');
    await stage.person('ana').say(iid, '/respond it is back');
    await green(stage, 'sweep');
    await stage.person('ana').say(iid, '/mitigated again');
    await green(stage, 'sweep');
    const asked = (await saidOn(stage, iid)).filter((text) => text.includes('what would have told you sooner'));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('@ana @eve');
    expect((await saidOn(stage, iid)).at(-1)).toContain('Service is restored again.');
  });
});
