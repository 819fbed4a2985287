// What the vendor's own requester does, and why ours stands in its place.
//
// These tests are about the vendor: when one fails after an update, look whether our requester is still needed.

import { Gitlab } from '@gitbeaker/rest';
import { afterEach, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import { fastTime, note, TOKEN } from './given.ts';
import { type Act, html, json, playing, type ScriptedServer, throttled } from './scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function bothSay(...acts: readonly [Act, ...Act[]]): Promise<{ stock: number; ours: number }> {
  server = await playing(...acts);
  const stock = new Gitlab({ host: server.url, token: TOKEN });
  await stock.IssueNotes.create(1, 12, 'Hello').catch(() => undefined);
  const sent = server.seen.length;
  await server.close();
  server = await playing(...acts);
  await connectGitLab({ url: server.url, token: TOKEN, project: 1, time: fastTime() }).say(12, 'Hello', false);
  return { stock: sent, ours: server.seen.length };
}

describe('a comment is sent', () => {
  it('ten times by the vendor, once by us, where a proxy answers 502 and GitLab may have stored it', async () => {
    expect(await bothSay(html(502))).toEqual({ stock: 10, ours: 1 });
  });

  it('ten times within a second by the vendor, once by us, where GitLab asks for a minute', async () => {
    const start = Date.now();
    expect(await bothSay(throttled({ 'retry-after': '60' }))).toEqual({ stock: 10, ours: 1 });
    expect(Date.now() - start).toBeLessThan(5_000);
  });

  it('once by both where nothing is wrong', async () => {
    expect(await bothSay(json(201, note(1)))).toEqual({ stock: 1, ours: 1 });
  });
});
