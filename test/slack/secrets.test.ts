// The token of the Slack adapter is nowhere that could be printed.

import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import { connectSlack } from '../../src/slack/slack.ts';
import { fastTime } from '../gitlab/given.ts';
import { type Act, playing, type ScriptedServer } from '../gitlab/scripted-server.ts';
import { given, post } from './given.ts';

const now = given();
const TOKEN = 'xoxb-tell-nobody-of-this';

/** All that a careless line of code could print of it. */
const printed = (thing: unknown): string =>
  `${inspect(thing, { depth: 20, showHidden: true, getters: true })} ${String(thing)} ${JSON.stringify(thing)} ${
    thing instanceof Error ? `${thing.stack} ${inspect(thing.cause, { depth: 20, showHidden: true })}` : ''
  }`;

async function ended(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => error);
}

describe('the token', () => {
  let server: ScriptedServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
    vi.restoreAllMocks();
  });

  it('is not in the adapter', () => {
    const slack = connectSlack({ token: TOKEN });
    expect(printed(slack)).not.toContain(TOKEN);
    expect(Object.values(slack).map(printed).join(' ')).not.toContain(TOKEN);
  });

  it.each<[string, FaultAct | undefined]>([
    ['nothing wrong', undefined],
    ['a cut line', { do: 'cut-after' }],
    ['a proxy', { do: 'answer', status: 502, body: '<html></html>' }],
    ['a limit', { do: 'throttle', seconds: 90 }],
    ['a refusal', { do: 'answer', status: 200, body: { ok: false, error: 'invalid_auth' } }],
  ])('is in no outcome, no error and no log where there is %s', async (_what, act) => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, level).mockImplementation((...words) => void written.push(words.map(String).join(' ')));
    if (act) now.world.faults.add({ path: /./, act, times: Number.POSITIVE_INFINITY });
    const { slack } = now;
    const ends = [
      await ended(slack.me()),
      await ended(slack.openChannel({ name: 'x', stem: 'x', private: false, purpose: 'x' })),
      await ended(slack.post('C0000000000', post('x'))),
      await ended(slack.messages('C0000000000', undefined)),
      await ended(slack.userByEmail('ana@example.com')),
    ];
    vi.restoreAllMocks();
    expect(ends.map(printed).join(' ')).not.toContain(now.app.botToken);
    expect(written).toEqual([]);
  });

  it.each<[string, Act]>([
    ['in the text of a refusal', (answer, request) => echo(answer, request, 403, 'text/plain')],
    ['in Slack’s words', (answer, request) => echo(answer, request, 200, 'application/json')],
  ])('is taken out where a server echoes it %s', async (_where, act) => {
    server = await playing(act);
    const slack = connectSlack({ token: TOKEN, url: server.url, time: fastTime() });
    const ends = [await ended(slack.post('C1', post('x'))), await ended(slack.channel('C1'))];
    expect(ends.map(printed).join(' ')).toContain('[token]');
    expect(ends.map(printed).join(' ')).not.toContain(TOKEN);
  });

  it('goes nowhere else, whatever the server says', async () => {
    const elsewhere = await playing((answer) => void answer.end('{"ok":true}'));
    server = await playing(
      (answer) => void answer.writeHead(307, { location: `${elsewhere.url}/api/auth.test` }).end(),
    );
    const slack = connectSlack({ token: TOKEN, url: server.url, time: fastTime() });
    for (const work of [slack.me(), slack.post('C1', post('x'))]) await ended(work);
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.close();
  });
});

function echo(...[answer, request, status, type]: [...Parameters<Act>, number, string]): void {
  const said = String(request.headers.authorization);
  const body = type === 'text/plain' ? said : JSON.stringify({ ok: false, error: `bad_${said}` });
  answer.writeHead(status, { 'content-type': type }).end(body);
}
