// Where the configuration names mirrors, init says which secrets are still missing and how each is made. It asks for none.
// What makes communities hear of an incident becomes a label and a box of the report.

import { afterEach, expect, it } from 'vitest';
import { at, COMPONENTS, type InitWorld, initWorld } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

const ARGV = ['--component', COMPONENTS, '--yes', '--no-proof'];
const MIRRORS = `slack: {}
jira: {url: https://example.atlassian.net, email: sitrep@example.org, project: INC}
confluence: {url: https://example.atlassian.net, email: sitrep@example.org, space: OPS}
pager: {url: https://pager.example.org/hooks/sitrep}
`;

it('names each secret once, at the end, with how it is made and where it goes', async () => {
  world = await initWorld({ files: { '.gitlab/sitrep.yml': MIRRORS } });
  const { code, output } = await world.init(ARGV);
  expect(code, output).toBe(0);
  const lines = output.trim().split('\n').slice(-6);
  expect(lines).toEqual([
    '.gitlab/sitrep.yml names what needs a secret that is no variable of the project yet:',
    expect.stringMatching(
      /^ {2}SITREP_SLACK_TOKEN for Slack: .*From a manifest \(`sitrep config slack-manifest` prints it\)/,
    ),
    expect.stringMatching(/^ {2}SITREP_JIRA_TOKEN for Jira: https:\/\/id\.atlassian\.com, Security, API tokens/),
    expect.stringMatching(/^ {2}SITREP_CONFLUENCE_TOKEN for Confluence: /),
    expect.stringMatching(/^ {2}SITREP_PAGER_SECRET for the pager: at least 16 characters/),
    expect.stringMatching(/^Store each in http.*\/-\/settings\/ci_cd, Variables, masked and protected/),
  ]);
});

it('says nothing of what is stored already, nor where no mirror is named', async () => {
  world = await initWorld({ files: { '.gitlab/sitrep.yml': MIRRORS } });
  for (const key of ['SITREP_SLACK_TOKEN', 'SITREP_JIRA_TOKEN'])
    await world.api.post(`/projects/${world.project.id}/variables`, { key, value: 'not-a-real-one' });
  const { output } = await world.init(ARGV);
  const told = output.split('\n').filter((line) => line.startsWith('  SITREP_'));
  // Confluence takes Jira's token where it has none of its own.
  expect(told).toEqual([expect.stringMatching(/^ {2}SITREP_PAGER_SECRET/)]);
  await world.gitlab.close();
  world = await initWorld();
  expect((await world.init(ARGV)).output).not.toMatch(/SITREP_(SLACK|JIRA|CONFLUENCE|PAGER)/);
});

it('R39 (partly): a condition is a label and a box of the reports that nobody changed, also one that is configured later', async () => {
  const config = (when: string): string => `communities: {integrators: {title: Who integrate, when: [${when}]}}\n`;
  const [ours, theirs] = ['.gitlab/issue_templates/Report a problem.md', '.gitlab/issue_templates/Incident.md'];
  world = await initWorld({ files: { '.gitlab/sitrep.yml': config('at-night'), [theirs]: 'Ours.\n' } });
  const labels = async () => (await world.list<{ name: string }>('/labels?per_page=100')).map(({ name }) => name);
  const first = await world.init(ARGV);
  expect(first.code, first.output).toBe(0);
  expect(await labels()).toContain('at-night');
  expect(await world.text(ours)).toMatch(
    /## Who is affected\?[\s\S]*## Does one of these apply\?\n\n- \[ \] at-night\n$/,
  );
  expect(first.output).toMatch(/Incident\.md is your own and has no box for at-night[\s\S]*- \[ \] at-night/);
  const actions = [
    { action: 'update', file_path: '.gitlab/sitrep.yml', content: config('at-night, blocks-integration') },
  ];
  await world.api.post(`${at(world)}/repository/commits`, { branch: 'main', commit_message: 'One more', actions });
  await world.init(ARGV);
  expect(await labels()).toContain('blocks-integration');
  expect(await world.text(ours)).toMatch(
    /## Does one of these apply\?\n\n- \[ \] at-night\n- \[ \] blocks-integration\n$/,
  );
  expect(await world.text(theirs)).toBe('Ours.\n');
  expect((await world.init(ARGV)).writes).toEqual([]);
});
