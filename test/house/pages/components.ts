// docs/components.md: which event starts which job, and the inputs of the components, from their own texts.

import { componentFile, components, type Input, readCiFile } from '../../pipelines/ci-yaml.ts';
import { EVENTS } from '../../pipelines/events.ts';
import { type Started, startedBy } from '../../pipelines/rules.ts';
import { code, GENERATED, table } from './markdown.ts';

/** What each component is for, in the order of the page. */
const ABOUT: Readonly<Record<string, string>> = {
  'incident-response':
    'All of the others together: what `sitrep init` writes on GitLab 18.7 and later, and what nearly every project wants. It runs the image of its own version, of which the release has the tags `1.2.3`, `v1.2.3` and, for a reference that is no release or a project that stands in no catalog, `v` for the newest. An image that is a copy has the same tags.',
  'incident-response-17':
    'The same for every GitLab since 17.0, which `sitrep init` writes where that is older; the image is written in whole by the release. Also to be chosen where the copy of this project stands in no catalog, so that the version of the image is fixed.',
  react: 'The job that webhooks and timers start.',
  sweep: 'The job that schedules start, or a person by hand.',
  review: 'Checks Post Incident Reviews in their merge requests, and brings one up to date by hand.',
  listen:
    'Hears at once what is said in Slack; to be included beside `incident-response` by those who want it ([slack.md](slack.md)).',
};

export function componentsPage(): string {
  return `${GENERATED}

# Components

What a project includes so that GitLab starts sitrep's jobs; [getting-started.md](getting-started.md) has the whole file.

## Which event starts which job

${eventTable()}

A job that *waits by hand* is there because GitLab switches a webhook off whose calls make no pipeline; nothing runs and
nothing has to be done. These are sitrep's own jobs only. Jobs of the project's own \`.gitlab-ci.yml\` without \`rules\` would be
started by each of these events too: \`sitrep init\` finds them and says what to add. \`workflow\` is the project's own as well; it must
let \`trigger\`, \`schedule\`, \`api\` and \`web\` through, and \`auto_cancel: on_new_commit: none\` keeps a push from cancelling a timer.

## Where the program comes from

| \`from\` | what the job needs | when to choose it |
| --- | --- | --- |
| \`image\` | the image that was released with the component | always, where it can be pulled: the fastest start |
| \`npx\` | any image with Node, npm and git, and the package that was released with the component | a registry for packages, but none for images |
| \`bundle\` | any image with Node and git | nothing may come from elsewhere: \`sitrep init --bundle\` commits the program |

A component whose release is not out yet names \`unreleased.invalid\`, which no registry has: choose \`bundle\`, or give \`image\` or \`package\`.

${components.toSorted(byPage).map(section).join('\n')}`;
}

function eventTable(): string {
  const all = readCiFile(componentFile('incident-response'));
  const rows = EVENTS.map(({ what, event }) => [what, startedBy(all, event).map(started).join(', ') || 'none']);
  return table(['event', 'job'], rows);
}

function started({ job, when, startIn }: Started): string {
  if (when === 'manual') return `${code(job)}, which waits by hand`;
  return when === 'delayed' ? `${code(job)}, after ${startIn}` : code(job);
}

function byPage(a: string, b: string): number {
  const order = Object.keys(ABOUT);
  return order.indexOf(a) - order.indexOf(b);
}

function section(name: string): string {
  const { inputs } = readCiFile(componentFile(name));
  return `## ${name}\n\n${ABOUT[name]}\n\n${table(['input', 'type', 'default', 'meaning'], inputs.map(row))}\n`;
}

function row({ name, type, default: fallback, description, options }: Input): string[] {
  const kind = options ? options.map((option) => code(String(option))).join(', ') : type;
  return [code(name), kind, fallback === undefined ? '**must be given**' : code(JSON.stringify(fallback)), description];
}
