// The embedded Slack as a server: tokens, scopes, bodies, limits, what it can be told to do wrong, and what it remembers.

import { describe, expect, it } from 'vitest';
import { makeClock } from '../../src/sandbox/clock.ts';
import { methodsWith } from '../../src/sandbox/slack/methods.ts';
import { startSlack } from '../../src/sandbox/slack/slack.ts';
import { importsOf, sourceFiles } from '../house/sources.ts';
import { documentedMethod, isDocumented, slackContractAvailable, slackExample } from './slack-contract.ts';
import { callerFor, makeSlackWorld, SCOPES, textOf, useSlack } from './slack-world.ts';

const world = useSlack();

describe('tokens and scopes', () => {
  it('says who the bot is', async () => {
    const { bot, app } = world();
    expect(await bot.ok('auth.test')).toEqual({
      ok: true,
      url: 'https://sandbox.slack.com/',
      team: 'Sandbox',
      user: 'sitrep',
      team_id: expect.stringMatching(/^T/),
      user_id: app.bot.id,
      bot_id: app.botId,
      is_enterprise_install: false,
    });
  });

  it('refuses calls without a token, with a wrong one, with one of another kind and with one that was revoked', async () => {
    const { slack, app, bot } = world();
    expect(await callerFor(slack).code('auth.test')).toBe('not_authed');
    expect(await callerFor(slack, 'wrong').code('auth.test')).toBe('invalid_auth');
    expect(await callerFor(slack, app.appToken).code('auth.test')).toBe('not_allowed_token_type');
    expect(await bot.code('apps.connections.open')).toBe('not_allowed_token_type');
    expect(await bot.code('chat.teleport')).toBe('unknown_method');
    slack.revoke(app.botToken);
    expect(await bot.code('auth.test')).toBe('token_revoked');
    slack.revoke(app.botToken, 'account_inactive');
    expect(await bot.code('auth.test')).toBe('account_inactive');
  });

  it('takes the token from a form too', async () => {
    const { slack, app } = world();
    expect(await callerFor(slack).code('auth.test', { token: app.botToken })).toBe('ok');
  });

  it('says which scopes a call needs and which the app has, in every answer', async () => {
    const { slack } = world();
    const few = callerFor(slack, slack.addApp({ name: 'few', scopes: ['chat:write', 'channels:read'] }).botToken);
    const { body, headers } = await few.ask('pins.list', { channel: 'C1' });
    expect(body).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'pins:read',
      provided: 'chat:write,channels:read',
    });
    expect(headers.get('x-oauth-scopes')).toBe('chat:write,channels:read');
    expect(headers.get('x-accepted-oauth-scopes')).toBe('pins:read');
    expect(headers.get('x-slack-req-id')).toMatch(/^\w+$/);
    const other = (await few.ask('conversations.list')).headers;
    expect(other.get('x-accepted-oauth-scopes')).toBe('channels:read,groups:read');
    expect(other.get('x-slack-req-id')).not.toBe(headers.get('x-slack-req-id'));
  });

  it('needs the scope for the kind of channel', async () => {
    const { slack, ann } = world();
    const half = slack.addApp({ name: 'half', scopes: ['channels:history', 'channels:read'] });
    const secret = slack.as(ann).createChannel('sec-1', { private: true });
    slack.as(ann).invite(secret, half.bot);
    expect(await callerFor(slack, half.botToken).call('conversations.history', { channel: secret })).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:history',
    });
  });
});

describe.runIf(slackContractAvailable)('every method', () => {
  it('has the tier and the scopes that are documented', () => {
    for (const { name, tier, scopes } of methodsWith().values()) {
      const documented = documentedMethod(name);
      if (!documented) continue;
      expect(tier, name).toBe(name === 'chat.postMessage' ? 'post' : documented.tier);
      const known = [...scopes.public, ...scopes.private];
      expect(
        known.filter((scope) => !documented.botScopes.includes(scope)),
        name,
      ).toEqual([]);
      expect(known.length === 0, name).toBe(documented.botScopes.length === 0);
    }
  });
});

describe.runIf(slackContractAvailable)('every code in the source', () => {
  it('is one that Slack documents', () => {
    const codes = sourceFiles()
      .filter((file) => file.startsWith('src/sandbox/slack/'))
      .flatMap((file) =>
        [...importsOf(file).text.matchAll(/(?:Refusal\(|error: |outside: )'(\w+)'/g)].map(([, code]) => code),
      );
    expect(codes.length).toBeGreaterThan(50);
    expect([...new Set(codes)].filter((code) => !isDocumented(String(code)))).toEqual([]);
  });
});

describe('bodies', () => {
  const send = async (body: string, type: string | undefined, query = ''): Promise<unknown> => {
    const { slack, app } = world();
    const response = await fetch(`${slack.url}/api/conversations.list${query}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${app.botToken}`, ...(type === undefined ? {} : { 'Content-Type': type }) },
      body: new TextEncoder().encode(body),
    });
    const { error } = JSON.parse(await response.text());
    return error ?? 'ok';
  };

  it.each`
    body             | type                                   | query         | code
    ${'limit=1'}     | ${'application/x-www-form-urlencoded'} | ${''}         | ${'ok'}
    ${'limit=x'}     | ${'application/x-www-form-urlencoded'} | ${''}         | ${'invalid_limit'}
    ${'{"limit":1}'} | ${'application/json; charset=utf-8'}   | ${''}         | ${'ok'}
    ${'{"limit":0}'} | ${'application/json'}                  | ${''}         | ${'invalid_limit'}
    ${'{"limit":'}   | ${'application/json'}                  | ${''}         | ${'invalid_json'}
    ${'[]'}          | ${'application/json'}                  | ${''}         | ${'json_not_object'}
    ${'{}'}          | ${'application/json; charset=latin1'}  | ${''}         | ${'invalid_charset'}
    ${'limit=1'}     | ${'text/plain'}                        | ${''}         | ${'invalid_post_type'}
    ${'limit=1'}     | ${undefined}                           | ${''}         | ${'missing_post_type'}
    ${''}            | ${undefined}                           | ${'?limit=0'} | ${'invalid_limit'}
    ${'limit=1'}     | ${'application/x-www-form-urlencoded'} | ${'?limit=1'} | ${'invalid_arguments'}
  `('$type with $body and $query: $code', async ({ body, type, query, code }) => {
    expect(await send(body, type, query)).toBe(code);
  });

  it('take structures as JSON, and in a form as JSON text', async () => {
    const { slack, app, own } = world();
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Sitrep' } }];
    for (const encoding of ['form', 'json'] as const) {
      await callerFor(slack, app.botToken, encoding).ok('chat.postMessage', { channel: own, text: 'x', blocks });
      expect(slack.channel(own).messages.at(-1)?.blocks).toMatchObject(blocks);
    }
  });
});

describe('rate limits', () => {
  it('hold for a method, and end with the clock', async () => {
    const { slack, bot, own } = await makeSlackWorld({ limits: 'slack' });
    const topic = { channel: own, topic: 'x' };
    for (let count = 0; count < 20; count += 1) expect(await bot.code('conversations.setTopic', topic)).toBe('ok');
    const { status, headers, body } = await bot.ask('conversations.setTopic', topic);
    expect({ status, body }).toEqual({ status: 429, body: { ok: false, error: 'ratelimited' } });
    expect(headers.get('retry-after')).toBe('3');
    expect(await bot.code('conversations.info', { channel: own })).toBe('ok');
    slack.clock.advance(3 / 60);
    expect(await bot.code('conversations.setTopic', topic)).toBe('ok');
    expect(await bot.code('conversations.setTopic', topic)).toBe('ratelimited');
    await slack.close();
  });

  it('let a few messages through at once, then one a second in each channel', async () => {
    const { slack, bot, own } = await makeSlackWorld({ limits: 'slack' });
    const { channel } = await bot.ok('conversations.create', { name: 'inc-13' });
    const post = (to: string): Promise<string> => bot.code('chat.postMessage', { channel: to, text: 'x' });
    const codes: string[] = [];
    for (let count = 0; count < 6; count += 1) codes.push(await post(own));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'ratelimited', 'ratelimited']);
    expect(await post(textOf(channel, 'id'))).toBe('ok');
    slack.clock.advance(1 / 60);
    expect([await post(own), await post(own)]).toEqual(['ok', 'ratelimited']);
    await slack.close();
  });

  it.runIf(slackContractAvailable)('look as Slack documents them', async () => {
    const { slack, bot } = world();
    slack.faults.add({ path: /auth\.test$/, act: { do: 'throttle', seconds: 30 } });
    const { status, headers, body } = await bot.ask('auth.test');
    const answered = { status, headers: { 'Retry-After': headers.get('retry-after') }, body };
    expect(answered).toEqual(slackExample('http-429'));
  });
});

describe('faults', () => {
  const post = (): Promise<string> => {
    const { bot, own } = world();
    return bot.code('chat.postMessage', { channel: own, text: 'Sitrep' }).catch(() => 'cut');
  };
  const said = (): number => {
    const { slack, own } = world();
    return slack.channel(own).messages.filter(({ text }) => text === 'Sitrep').length;
  };
  const path = /\/api\/chat\.postMessage$/;

  it.each`
    act                               | answer              | done
    ${{ do: 'cut-before' }}           | ${'cut'}            | ${0}
    ${{ do: 'cut-after' }}            | ${'cut'}            | ${1}
    ${{ do: 'throttle', seconds: 7 }} | ${'ratelimited'}    | ${0}
    ${{ do: 'limit' }}                | ${'rate_limited'}   | ${0}
    ${{ do: 'answer', status: 200 }}  | ${'internal_error'} | ${0}
    ${{ do: 'delay', ms: 1 }}         | ${'ok'}             | ${1}
  `('$act: $answer, and said $done times', async ({ act, answer, done }) => {
    const { slack, bot, own } = world();
    slack.faults.add({ path, act });
    expect(await post()).toBe(answer);
    expect(said()).toBe(done);
    expect(await bot.code('chat.postMessage', { channel: own, text: 'later' })).toBe('ok');
  });

  it('answer with a page as a broken proxy does', async () => {
    const { slack, app } = world();
    slack.faults.add({ actor: 'sitrep', act: { do: 'answer', status: 503, body: '<html>Sorry</html>' } });
    const response = await fetch(`${slack.url}/api/auth.test`, {
      headers: { Authorization: `Bearer ${app.botToken}` },
    });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      503,
      'text/html; charset=utf-8',
      '<html>Sorry</html>',
    ]);
  });

  it('call back before and after the work', async () => {
    const { slack } = world();
    const seen: number[] = [];
    for (const when of ['before', 'after'] as const)
      slack.faults.add({ path, act: { do: 'call', when, callback: () => void seen.push(said()) } });
    await post();
    expect(seen).toEqual([0, 1]);
  });

  it('refuse connections while Slack is down, and take them again on the same port', async () => {
    const { slack } = world();
    await slack.down();
    expect(await post()).toBe('cut');
    await slack.up();
    expect([await post(), said()]).toEqual(['ok', 1]);
  });
});

describe('what it remembers', () => {
  it('logs every request by its method, who sent it and what became of it', async () => {
    const { slack, bot, own } = world();
    slack.requests.clear();
    await bot.call('chat.postMessage', { channel: own, text: 'x' });
    slack.faults.add({ act: { do: 'cut-after' } });
    await bot.call('pins.list', { channel: own }).catch(() => undefined);
    expect(slack.requests.all).toMatchObject([
      { kind: 'api', method: 'POST', route: 'chat.postMessage', status: 200, detail: 'sitrep' },
      { kind: 'api', route: 'pins.list', status: 0 },
    ]);
  });

  it('keeps what was sent, and no secrets', async () => {
    const { slack, app, bot, own } = world();
    const title = 'canary in a title & more';
    await bot.ok('chat.postMessage', {
      channel: own,
      text: 'x',
      blocks: [{ type: 'header', text: { type: 'plain_text', text: title } }],
    });
    await callerFor(slack).call('auth.test', { token: app.botToken });
    await fetch(`${slack.url}/api/auth.test?token=${app.botToken}`);
    await callerFor(slack, app.botToken, 'json').ok('chat.postMessage', { channel: own, text: `leak ${app.appToken}` });
    expect(slack.received()).toContain(title);
    expect(slack.received()).toContain('leak [FILTERED]');
    for (const text of [slack.received(), JSON.stringify(slack.requests.all)]) {
      expect(text).not.toContain(app.botToken);
      expect(text).not.toContain(app.appToken);
    }
  });

  it('goes back to a snapshot, and lives by the clock of another sandbox', async () => {
    const clock = makeClock('2026-03-14T09:00:00Z', false);
    const slack = await startSlack({ clock });
    const app = slack.addApp({ name: 'sitrep', scopes: SCOPES });
    const bot = callerFor(slack, app.botToken);
    const { channel } = await bot.ok('conversations.create', { name: 'inc-1' });
    const before = slack.snapshot();
    clock.set('2026-03-14T10:00:00Z');
    const { ts } = await bot.ok('chat.postMessage', { channel: textOf(channel, 'id'), text: 'x' });
    expect(String(ts)).toMatch(new RegExp(`^${Date.parse('2026-03-14T10:00:00Z') / 1000}\\.`));
    expect(slack.channel('inc-1').messages).toHaveLength(2);
    slack.restore(before);
    expect(slack.channel('#inc-1').messages).toHaveLength(1);
    expect(() => slack.channel('inc-2')).toThrow('no such channel: inc-2');
    await slack.close();
  });
});
