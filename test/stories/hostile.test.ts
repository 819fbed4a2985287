// Text from people is hostile: whatever sitrep repeats runs no quick action, wakes nobody and breaks out of nothing.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, items, openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import {
  commentsOn,
  descriptionOf,
  eventsOf,
  fileOn,
  green,
  issueOf,
  labelsOf,
  listed,
  REPORT,
  saidOn,
} from './story.ts';

/** Quick actions, mentions, references, marks of ours, HTML, markdown and blanks that are none. */
const HOSTILE = [
  '/close',
  '/label ~bug',
  '/assign @victim',
  '@victim @all @acme',
  '#1 !1 ~bug %1 $1 &1 acme/incidents#1',
  '<!-- /sitrep:state --> <!-- sitrep:said 0123456789ab -->',
  '<!-- sitrep:state seq=1 hash=000000000000 -->',
  '</details><script>alert(1)</script><img src=x onerror=alert(1)>',
  '| a | b | `code ``` ~~~',
  '> /close',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png)',
  '\u2028/close\u0085/close\r/close',
  '{{system}} $[env] $SITREP_TOKEN %(x)s'.replace('[env]', '{env}'),
].join('\n');
const ONE_LINE = HOSTILE.replaceAll('\n', ' ');

let stage: Stage;
let iid: number;

beforeAll(async () => {
  stage = await openStage({ people: { ana: 30, ben: 30, dee: 20, uli: 10, victim: 30, bystander: 30 } });
  await stage.person('uli').open('An ordinary issue', 'Nothing to see.');
});
afterAll(() => stage.close());

describe('hostile text in every field', () => {
  beforeAll(async () => {
    iid = await stage
      .person('uli')
      .open(
        ONE_LINE.slice(0, 255),
        `<!-- sitrep:incident -->\n## Which service?\n${ONE_LINE}\n\n## What do you see?\n\`\`\`\n${HOSTILE}\n\`\`\`\n${ONE_LINE}\n\n## Who is affected?\n${ONE_LINE}`,
      );
    await green(stage, 'sweep');
    const ana = stage.person('ana');
    await ana.say(iid, '/ack');
    await ana.say(iid, `/respond ${ONE_LINE}`);
    await ana.say(iid, '/commander');
    await stage.person('ben').say(iid, '/ops-lead');
    await green(stage, 'sweep');
    for (const line of [
      'sitrep',
      'impact',
      'decide',
      'found',
      'announce',
      'change',
      'evidence',
      'nonsense',
      'sitrp',
      'began',
    ]) {
      await stage.gitlab.advance(6);
      await say(ana, `/${line} ${ONE_LINE}`);
      await say(stage.person('ben'), `/${line} x undo: ${ONE_LINE}`);
      await say(stage.person('dee'), `/${line} ${ONE_LINE}`);
      await say(stage.person('uli'), `/${line} ${ONE_LINE}`);
      await green(stage, 'sweep');
    }
    await say(ana, `/keep C1 ${ONE_LINE}`);
    await say(ana, `/evidence none ${ONE_LINE}`);
    await say(ana, `/override cadence because ${ONE_LINE}`);
    await say(ana, `/mitigated ${ONE_LINE}`);
    await say(ana, `/resolved ${ONE_LINE}`);
    await green(stage, 'sweep');
    await stage.person('dee').change(iid, {
      description: (await descriptionOf(stage, iid)).replace('### Live', `${ONE_LINE}\n### Live`),
    });
    await green(stage, 'sweep');
  }, 120_000);

  it('leaves the issue open, with its labels and people', async () => {
    const issue = await issueOf(stage, iid);
    expect(at(issue, 'state')).toBe('opened');
    expect((await labelsOf(stage, iid)).filter((label) => !/^(incident::|role: |needs: )/.test(label))).toEqual([]);
    expect(items(at(issue, 'assignees')).map((one) => at(one, 'username'))).not.toContain('victim');
  });

  it('makes sitrep mention nobody from it: only those who did something themselves', async () => {
    const called = (await saidOn(stage, iid)).flatMap((text) =>
      [...outsideCode(text).matchAll(/(?<![\w`])@([\w.-]*\w)/g)].map((match) => match[1]),
    );
    expect(new Set(called)).toEqual(new Set(['ana', 'dee', 'uli', 'ben']));
  });

  it('makes sitrep refer to no other issue, and to no merge request but the review', async () => {
    const bystander = await commentsOn(stage, 1);
    expect(bystander.filter((one) => one.author === 'sitrep-bot')).toEqual([]);
  });

  it('runs nothing: no system note of sitrep’s that its own writes do not make', async () => {
    const own = (await commentsOn(stage, iid)).filter((one) => one.system && one.author === 'sitrep-bot');
    const expected =
      /^(changed the description|assigned to @(ana|ben)|unassigned|changed type from issue to incident|mentioned in merge request !1)/;
    expect(own.map((one) => one.body).filter((body) => !expected.test(body))).toEqual([]);
  });

  it('breaks out of no mark: one live state, and one key in each comment', async () => {
    const description = await descriptionOf(stage, iid);
    expect(description.indexOf('<!-- sitrep:state ')).toBe(0);
    const block = description.slice(0, description.indexOf('<!-- /sitrep:state -->'));
    expect(block).toContain('Kept by sitrep');
    for (const text of await saidOn(stage, iid)) expect(text.match(/<!-- sitrep:said /g)).toHaveLength(1);
    const raw = [block, ...(await saidOn(stage, iid))].map(outsideCode).join('\n');
    expect(raw).not.toMatch(/(?<!\\)<(script|img|details)/);
    expect(raw).not.toMatch(/(?<!\\)\]\(javascript:/);
    expect(raw).not.toMatch(/^\s*\/(close|label|assign)/m);
  });

  it('is in the review as text, and the merge request runs nothing of it either', async () => {
    const [request = null] = await listed(stage, '/merge_requests?state=all');
    expect([at(request, 'state'), items(at(request, 'labels')), items(at(request, 'assignees'))]).toEqual([
      'opened',
      [],
      [],
    ]);
    const [path] = fold(await eventsOf(stage, iid)).review
      ? [fold(await eventsOf(stage, iid)).review?.path ?? '']
      : [''];
    expect(path).toMatch(/^pir\/2026\/2026-03-11-\d+-[a-z0-9-]+\.md$/);
    const text = (await fileOn(stage, `pir/${iid}`, path)) ?? '';
    expect(outsideCode(text)).not.toMatch(/(?<!\\)<(script|img)|^\s*\/(close|label)|(?<![\w`])@victim/m);
  });

  it('is quoted to the commander where it is a suggestion', async () => {
    const quoted = (await saidOn(stage, iid)).filter((text) => /suggests a sitrep:\n\n> /.test(text));
    expect(quoted.length).toBeGreaterThan(0);
  });

  /** GitLab takes known quick actions out of a text; then nothing may be left, which is no error here. */
  async function say(who: ReturnType<Stage['person']>, body: string): Promise<void> {
    await who.api('POST', `/issues/${iid}/notes`, { body });
  }
});

describe('log lines', () => {
  it('hold no words of people and no token', async () => {
    const other = await stage.person('uli').open('CANARY-TITLE', `${REPORT}\nCANARY-TEXT`);
    await stage.person('ana').say(other, '/ack\n/sitrep CANARY-SITREP\n/chnge CANARY-MISS\n/began CANARY-TIME');
    const { lines } = await stage.sitrep(['react', '--iid', String(other)]);
    expect(lines.join('\n')).not.toMatch(/CANARY/);
    expect(lines.join('\n')).not.toContain(stage.bot.token);
  });
});

/** Without code and front matter, in which nothing is resolved. */
function outsideCode(text: string): string {
  return text.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/(?<!\\)(`+)[\s\S]*?(?<!\\)\1/g, '');
}
