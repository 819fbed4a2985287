// Where `sitrep init` finds the project, when a git remote or an address from a browser has to do.

import { describe, expect, it } from 'vitest';
import { addressIn, whereTo } from '../../src/setup/where.ts';

it.each([
  ['https://gitlab.com/acme/incidents.git', 'https://gitlab.com', 'acme/incidents'],
  ['https://ana:glpat-secret@gitlab.com/acme/incidents', 'https://gitlab.com', 'acme/incidents'],
  ['https://gitlab.example.com:8443/acme/sub/incidents.git/', 'https://gitlab.example.com:8443', 'acme/sub/incidents'],
  ['https://gitlab.com/acme/incidents/-/issues/12', 'https://gitlab.com', 'acme/incidents'],
  ['git@gitlab.com:acme/incidents.git', 'https://gitlab.com', 'acme/incidents'],
  ['ssh://git@gitlab.example.com:2222/acme/incidents.git', 'https://gitlab.example.com', 'acme/incidents'],
  ['acme/incidents', undefined, undefined],
  ['/srv/git/incidents.git', undefined, undefined],
  ['file:///srv/git/incidents.git', undefined, undefined],
  ['https://gitlab.com/', undefined, undefined],
])('%s is %s, %s', (remote, url, path) => {
  expect(addressIn(remote)).toEqual(url === undefined ? undefined : { url, path });
});

it('asks at a terminal for what is missing, and for a token without showing it', async () => {
  const asked: [string, boolean][] = [];
  const answers = ['https://gitlab.example.com/', 'acme/incidents', 'glpat-typed'];
  const terminal = {
    ask: async (question: string, secret = false) => {
      asked.push([question.split(',')[0] ?? '', secret]);
      return answers[asked.length - 1] ?? '';
    },
  };
  const place = await whereTo({ url: undefined, project: undefined }, { CI_SERVER_URL: '' }, terminal, '/');
  expect(place).toMatchObject({ url: 'https://gitlab.example.com', project: 'acme/incidents', token: 'glpat-typed' });
  expect(asked.map(([, secret]) => secret)).toEqual([false, false, true]);
});

it('prefers what was said to the environment, and a person’s token to the bot’s', async () => {
  const env = {
    CI_SERVER_URL: 'https://a.example',
    CI_PROJECT_PATH: 'a/b',
    GITLAB_TOKEN: 'person',
    SITREP_TOKEN: 'bot',
  };
  expect(await whereTo({ project: 'c/d' }, env, undefined)).toMatchObject({
    url: 'https://a.example',
    project: 'c/d',
    token: 'person',
    botToken: 'bot',
    tokenVariable: 'GITLAB_TOKEN',
  });
});

describe('what was typed', () => {
  const token = { GITLAB_TOKEN: 'glpat-1' };

  it.each([
    ['https://gitlab.example.com/api/v4/', 'sandbox%2Ftwo', 'https://gitlab.example.com', 'sandbox/two'],
    ['https://example.com/gitlab/', 'sandbox/two.git', 'https://example.com/gitlab', 'sandbox/two'],
    ['https://gitlab.example.com', '/sandbox/two/', 'https://gitlab.example.com', 'sandbox/two'],
    ['https://gitlab.example.com', '12', 'https://gitlab.example.com', '12'],
  ])('--url %s --project %s is understood', async (url, project, host, path) => {
    expect(await whereTo({ url, project }, token, undefined)).toMatchObject({ url: host, project: path });
  });

  it.each([
    ['127.0.0.1:7401', 'a/b', token, '--url https://127.0.0.1:7401'],
    ['ftp://gitlab.example.com', 'a/b', token, '--url https://gitlab.example.com'],
    ['https://', 'a/b', token, '--url https://gitlab.example.com'],
    ['https://gitlab.example.com', '%', token, '--project acme/incidents'],
    ['https://gitlab.example.com', 'a/b', { GITLAB_TOKEN: 'glpat-1\nglpat-2' }, 'GITLAB_TOKEN holds no access token'],
    [
      'https://gitlab.example.com',
      'a/b',
      { SITREP_TOKEN: '\u201Cglpat-1\u201D' },
      'SITREP_TOKEN holds no access token',
    ],
  ])('--url %s --project %s is wrong use: it is said how to write it', async (url, project, env, said) => {
    const wrong = whereTo({ url, project }, env, undefined);
    await expect(wrong).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringContaining(said) });
    await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining('glpat') });
  });
});
