// The adapter reads what GitLab's own documentation says that GitLab answers.

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab } from '../../src/gitlab/port.ts';
import { contract } from '../contracts.ts';
import { TOKEN } from './given.ts';
import { json, playing, type ScriptedServer } from './scripted-server.ts';

const examples = contract('examples/', 'whether the adapter reads the answers that GitLab documents');

let server: ScriptedServer;
afterEach(() => server.close());

async function answering(example: string): Promise<GitLab> {
  const text = examples ? readFileSync(new URL(`${example}.json`, examples), 'utf8') : '';
  server = await playing(json(200, JSON.parse(text)));
  return connectGitLab({ url: server.url, token: TOKEN, project: 4 });
}

describe.runIf(examples)('documented answers', () => {
  it.each<[string, (gitlab: GitLab) => Promise<unknown>, unknown]>([
    ['GET_user', (gitlab) => gitlab.me(), { id: 1, name: 'john_smith' }],
    [
      'GET_projects_id_issues',
      (gitlab) => gitlab.changedIssues(undefined),
      [expect.objectContaining({ iid: 1, type: 'issue', severity: 'unknown' })],
    ],
    [
      'GET_projects_id_issues_issue_iid',
      (gitlab) => gitlab.issue(1),
      expect.objectContaining({ iid: 1, createdAt: expect.stringMatching(/\.\d{3}Z$/) }),
    ],
    [
      'PUT_projects_id_issues_issue_iid',
      (gitlab) => gitlab.change(85, { state: 'close' }),
      expect.objectContaining({ outcome: 'done' }),
    ],
    [
      'GET_projects_id_issues_issue_iid_notes',
      (gitlab) => gitlab.notes(1, undefined),
      [
        expect.objectContaining({ id: 302, system: true, updatedAt: '2013-10-02T10:22:45.000Z' }),
        expect.objectContaining({ id: 305, internal: true }),
      ],
    ],
    [
      'GET_projects_id_issues_issue_iid_resource_label_events',
      (gitlab) => gitlab.labelEvents(1),
      expect.arrayContaining([
        { id: 142, by: { id: 1, name: 'root' }, action: 'add', label: 'a1', at: '2018-08-20T13:38:20.077Z' },
      ]),
    ],
    [
      'GET_projects_id_issues_issue_iid_resource_state_events',
      (gitlab) => gitlab.stateEvents(1),
      [expect.objectContaining({ id: 143, state: 'closed' })],
    ],
    ['GET_projects_id_members_all_user_id', (gitlab) => gitlab.levelOf(1), 30],
    ['GET_projects_id_members_all', (gitlab) => gitlab.memberNamed('John_Doe'), { id: 2, name: 'john_doe' }],
    [
      'GET_projects_id_repository_files_file_path',
      (gitlab) => gitlab.file('app/models/key.rb'),
      { text: expect.stringMatching(/^# == Schema Info/), commit: '570e7b2abdd848b95f2f578043fc23bd6f6fd24d' },
    ],
    [
      'POST_projects_id_repository_commits',
      (gitlab) => gitlab.commit({ branch: 'main', message: 'x', path: 'x', content: 'x' }),
      { outcome: 'done', value: { sha: 'ed899a2f4b50b4370feeea94676502b42383c746' } },
    ],
    [
      'PUT_projects_id_merge_requests_merge_request_iid_merge',
      (gitlab) => gitlab.changeMergeRequest(1, { description: 'x' }),
      {
        outcome: 'done',
        value: expect.objectContaining({
          iid: 1,
          state: 'merged',
          mergedBy: { id: 87854, name: 'DouweM' },
          mergeSha: '8888888888888888888888888888888888888888',
        }),
      },
    ],
  ])('%s', async (example, ask, expected) => {
    expect(await ask(await answering(example))).toEqual(expected);
  });
});
