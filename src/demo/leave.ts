// What the demo leaves behind to read: the issue, the review, the journal and what it all cost.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Costs } from './cost.ts';
import { jiraText, slackText } from './mirror-texts.ts';
import { at, items, type Json, type Stage } from './stage.ts';

const run = promisify(execFile);

/** Writes what there is to read, a file for each place; answers their names. */
export async function leave(stage: Stage, iid: number, dir: string, costs: Costs): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true });
  const repository = stage.gitlab.git.repositories.dir(stage.project);
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['--git-dir', repository, ...args], { maxBuffer: 64_000_000 })).stdout;
  const journal =
    (await git('ls-tree', '-r', '--name-only', 'incident-journal'))
      .split('\n')
      .find((path) => path.endsWith(`/${iid}.jsonl`)) ?? '';
  const pir =
    (await git('ls-tree', '-r', '--name-only', 'main', 'pir/')).split('\n').find((path) => path.endsWith('.md')) ?? '';
  const files: Record<string, string> = {
    'issue.md': await issueText(stage, iid),
    'slack.md': slackText(stage.mirrors.slack),
    'jira.md': jiraText(stage.mirrors.jira),
    'pir.md': pir === '' ? 'The review is not merged.\n' : await git('show', `main:${pir}`),
    'journal.jsonl': await git('show', `incident-journal:${journal}`),
    'journal.log': chronicle(
      await git(
        'log',
        '--reverse',
        '--format=%cd  %s%n%w(0,18,18)%b',
        '--date=format-local:%Y-%m-%d %H:%M',
        'incident-journal',
      ),
    ),
    'requests.json': `${JSON.stringify({ totals: costs.totals(), jobs: costs.jobs }, null, 2)}\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return Object.keys(files);
}

/** The issue from its description to the last click, in the order in which a person scrolls through it. */
async function issueText(stage: Stage, iid: number): Promise<string> {
  const reader = stage.speaker(stage.bot);
  const get = async (path: string): Promise<Json> => (await reader.api('GET', `/issues/${iid}${path}`)).body;
  const issue = await get('');
  const notes = items(await get('/notes?sort=asc&per_page=100&activity_filter=only_comments'));
  const entries = [
    ...(await Promise.all(
      notes.map(async (note) => comment(note, items(await get(`/notes/${at(note, 'id')}/award_emoji`)))),
    )),
    ...items(await get('/resource_label_events?per_page=100')).map((event) =>
      click(
        event,
        `${at(event, 'action') === 'add' ? 'added' : 'removed'} the label \`${at(event, 'label', 'name')}\``,
      ),
    ),
    ...items(await get('/resource_state_events?per_page=100')).map((event) =>
      click(event, `${at(event, 'state')} the issue`),
    ),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const head = `# #${iid} ${at(issue, 'title')}\n\nState: ${at(issue, 'state')}. Labels: ${items(at(issue, 'labels'))
    .map((label) => `\`${label}\``)
    .join(' ')}\n`;
  return `${[head, at(issue, 'description'), ...entries.map((entry) => entry.text)].join('\n\n')}\n`;
}

/** `git log` without what it says to GitLab, and without the empty lines around that. */
function chronicle(log: string): string {
  const lines = log.split('\n').map((line) => line.trimEnd());
  return `${lines.filter((line) => line !== '' && line.trim() !== '[skip ci]').join('\n')}\n`;
}

interface Entry {
  readonly at: string;
  readonly text: string;
}

const MARKS: Readonly<Record<string, string>> = { white_check_mark: '✅', x: '❌' };

function comment(note: Json, emoji: readonly Json[]): Entry {
  const when = String(at(note, 'created_at'));
  const marks = emoji.map((one) => MARKS[String(at(one, 'name'))] ?? '').join(' ');
  return {
    at: when,
    text: `---\n\n**@${at(note, 'author', 'username')}** at ${stamp(when)}${marks === '' ? '' : ` ${marks}`}\n\n${at(note, 'body')}`,
  };
}

function click(event: Json, what: string): Entry {
  const when = String(at(event, 'created_at'));
  return { at: when, text: `<sub>${stamp(when)}: @${at(event, 'user', 'username')} ${what}</sub>` };
}

function stamp(when: string): string {
  return `${when.slice(0, 16).replace('T', ' ')} UTC`;
}
