// The journal over HTTP, as in a job: the sandbox's git server decides who may do what, and breaks the line.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createJournal } from '../../src/journal/create.ts';
import { JournalMissing, JournalRefused, JournalUnreachable } from '../../src/journal/errors.ts';
import { type Journal, openJournal } from '../../src/journal/journal.ts';
import { protect } from '../../src/sandbox/git/protection.ts';
import { type Account, type GitLab, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import { createToken } from '../../src/sandbox/seed.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { BRANCH, NOW, reported, sitrep, thrown } from './given.ts';

let gitlab: GitLab;
let bot: Account;
let developer: Account;
let reporter: Account;
let stranger: Account;
let project: Project;
let opened: Journal[] = [];
let counter = 0;

beforeAll(async () => {
  gitlab = await startGitLab();
  bot = gitlab.addUser({ username: 'sitrep-bot' });
  developer = gitlab.addUser({ username: 'dev' });
  reporter = gitlab.addUser({ username: 'rita' });
  stranger = gitlab.addUser({ username: 'sam' });
});

afterAll(() => gitlab.close());

beforeEach(async () => {
  counter += 1;
  project = await gitlab.addProject(`ops/incidents-${counter}`, {
    members: [
      [bot, Level.maintainer],
      [developer, Level.developer],
      [reporter, Level.reporter],
    ],
  });
  await createJournal({ ...access(), installedAt: NOW });
  protect(gitlab.core, project, { name: BRANCH });
  const journal = await open();
  await journal.push({ append: new Map([4, 12].map((iid) => [iid, [reported(iid)]])), close: new Map([[4, 2026]]) });
});

afterEach(async () => {
  gitlab.faults.clear();
  for (const journal of opened) await journal.close();
  opened = [];
});

function access(token = bot.token): { url: string; token: string; branch: string } {
  return { url: `${gitlab.url}/${project.pathWithNamespace}.git`, token, branch: BRANCH };
}

async function open(given: Partial<Parameters<typeof openJournal>[0]> = {}): Promise<Journal> {
  const journal = await openJournal({ ...access(), now: () => NOW, ...given });
  opened.push(journal);
  return journal;
}

const more = (n = 1): { append: Map<number, ReturnType<typeof sitrep>[]> } => ({
  append: new Map([[12, [sitrep(n)]]]),
});

describe('over HTTP', () => {
  it('is read, written and read again', async () => {
    const journal = await open();
    expect(await journal.push(more())).toBe('pushed');
    const next = await open();
    expect(await next.events(12)).toEqual([reported(12), sitrep(1)]);
    expect(await next.events(4)).toEqual([reported(4)]);
    expect(next.where(4)).toBe('closed');
  });

  it('costs three exchanges to read, and two to write', async () => {
    gitlab.requests.clear();
    const journal = await open();
    const said = (): string[] =>
      gitlab.requests.all.map(({ method, detail, status }) => `${status} ${method} ${detail}`);
    const [GET, POST] = ['200 GET git-upload-pack', '200 POST git-upload-pack'];
    expect(said()).toEqual([GET, POST, POST]);
    gitlab.requests.clear();
    await journal.push(more());
    expect(said()).toEqual(['200 GET git-receive-pack', '200 POST git-receive-pack']);
    await journal.push(more(2));
    expect(said()).toHaveLength(4);
  });

  it('of two who read the same one is told to do it again', async () => {
    const [one, other] = [await open(), await open()];
    const outcomes = await Promise.all([one.push(more(1)), other.push(more(2))]);
    expect([...outcomes].sort()).toEqual(['lost', 'pushed']);
    const loser = outcomes[0] === 'lost' ? one : other;
    await loser.refresh();
    expect(await loser.events(12)).toHaveLength(2);
    expect(await loser.push(more(3))).toBe('pushed');
  });
});

describe('who may not', () => {
  it.each`
    who                           | error             | says
    ${'a wrong token'}            | ${JournalRefused} | ${'the token is not accepted. It may be mistyped, expired or revoked'}
    ${'no token'}                 | ${JournalRefused} | ${'the token is not accepted'}
    ${'a token for the API only'} | ${JournalRefused} | ${'The bot has to be a Maintainer|the token is not accepted'}
    ${'a stranger'}               | ${JournalRefused} | ${'no such project, or the bot may not see it'}
  `('$who cannot read: $says', async ({ who, error, says }) => {
    const tokens: Record<string, string> = {
      'a wrong token': 'glpat-wrong',
      'no token': '',
      'a token for the API only': createToken(gitlab.core, { userId: bot.user.id, scopes: ['read_user'] }).secret,
      'a stranger': stranger.token,
    };
    const caught = await thrown(openJournal(access(tokens[String(who)])));
    expect(caught).toBeInstanceOf(error);
    expect(caught.message).toMatch(new RegExp(String(says)));
  });

  it.each`
    who            | says
    ${'developer'} | ${'the branch is protected against the bot. Make the bot a Maintainer'}
    ${'reporter'}  | ${'the token is good, but its user or scope may not do this'}
  `('a $who reads, and cannot write: $says', async ({ who, says }) => {
    const journal = await open(access(who === 'developer' ? developer.token : reporter.token));
    const caught = await thrown(journal.push(more()));
    expect(caught).toBeInstanceOf(JournalRefused);
    expect(caught.message).toContain(says);
    expect(caught.message).toMatch(/The server said: .*not allowed to push code/);
    expect((await open()).head).toBe(journal.head);
  });

  it('a branch that is not there is missing, not refused', async () => {
    expect(await thrown(open({ branch: 'nothing' }))).toBeInstanceOf(JournalMissing);
  });

  it('a protected pattern keeps a journal from being created, and says so', async () => {
    protect(gitlab.core, project, { name: 'locked/*', pushLevel: 0 });
    const caught = await thrown(createJournal({ ...access(), branch: 'locked/journal', installedAt: NOW }));
    expect(caught).toBeInstanceOf(JournalRefused);
    expect(caught.message).toContain('let Maintainers push');
  });
});

describe('when the line breaks', () => {
  const receive = { method: 'POST', path: /git-receive-pack/ };

  // git's HTTP library sends a request once more when a connection that it has used before breaks without an answer.
  it.each([1, 2])('after the push was done, %i times: it was done, and is known to be', async (times) => {
    const journal = await open();
    gitlab.faults.add({ ...receive, times, act: { do: 'cut-after' } });
    expect(await journal.push(more())).toBe('pushed');
    expect(journal.operations).toEqual({ fetches: 2, pushes: 1 });
    expect(await (await open()).events(12)).toHaveLength(2);
    expect(await journal.push(more(2))).toBe('pushed');
  });

  it('before the push was done, once: it is done all the same', async () => {
    const journal = await open();
    gitlab.faults.add({ ...receive, act: { do: 'cut-before' } });
    expect(await journal.push(more())).toBe('pushed');
    expect(await (await open()).events(12)).toHaveLength(2);
  });

  it.each`
    fault                                         | what
    ${{ do: 'cut-before' }}                       | ${'before the push was done, twice'}
    ${{ do: 'answer', status: 502, body: 'bad' }} | ${'with a bad gateway'}
    ${{ do: 'throttle', seconds: 30 }}            | ${'because there was too much'}
  `('$what: it is lost, and nothing of it stays', async ({ fault }) => {
    const journal = await open();
    gitlab.faults.add({ ...receive, times: 2, act: fault });
    expect(await journal.push(more())).toBe('lost');
    expect((await open()).head).toBe(journal.head);
    gitlab.faults.clear();
    await journal.refresh();
    expect(await journal.push(more())).toBe('pushed');
  });

  it('for good: the journal cannot be reached', async () => {
    const journal = await open();
    gitlab.faults.add({ path: /\.git\//, times: Number.POSITIVE_INFINITY, act: { do: 'cut-before' } });
    expect(await thrown(journal.push(more()))).toBeInstanceOf(JournalUnreachable);
    expect(await thrown(journal.refresh())).toBeInstanceOf(JournalUnreachable);
    expect(await thrown(open())).toBeInstanceOf(JournalUnreachable);
    gitlab.faults.clear();
    await journal.refresh();
    expect(await journal.push(more())).toBe('pushed');
  });

  it.each([429, 500, 502, 503])('an answer of %s is no refusal', async (status) => {
    gitlab.faults.add({ path: /info\/refs/, act: { do: 'answer', status } });
    const caught = await thrown(open());
    expect(caught).toBeInstanceOf(JournalUnreachable);
    expect(caught.message).toContain(String(status));
  });

  it('while somebody else pushed: lost', async () => {
    const [journal, other] = [await open(), await open()];
    const callback = async (): Promise<void> => expect(await other.push(more(2))).toBe('pushed');
    gitlab.faults.add({ ...receive, act: { do: 'call', when: 'before', callback } });
    expect(await journal.push(more(1))).toBe('lost');
    await journal.refresh();
    expect(await journal.events(12)).toEqual([reported(12), sitrep(2)]);
  });
});
