// Where a project takes sitrep's component from, and what its include says.

import { connectAdministration } from '../../gitlab/admin.ts';
import { ConfigError } from '../../jobs/environment.ts';
import { JOURNAL_BRANCH, SUPPORTED } from '../blueprint.ts';
import type { Wanted } from '../ci-file/inputs.ts';
import { localIncludes } from '../ci-file/merge.ts';
import { stageFor, stagesIn } from '../ci-file/stages.ts';
import { COMPONENT_PATH } from '../embedded.ts';
import { atLeast, type Setting } from '../setting.ts';
import type { Place } from '../where.ts';

/** The project of the components on the same GitLab, where nothing else is said. */
const COMPONENTS = 'sitrep/sitrep';
/** The one that is told its own version, and the one for a GitLab that would refuse it (docs/components.md). */
const COMPONENT = 'incident-response';
const OLDER = 'incident-response-17';

/** @param text the CI file as it is: an include that stands there needs no address. Throws `ConfigError`. */
export async function wantedIn(setting: Setting, text: string): Promise<Wanted> {
  const { choices, bot, hasInputs, place } = setting;
  if (choices.bundle && choices.from !== undefined && choices.from !== 'bundle')
    throw new ConfigError(
      `--bundle commits the program for the jobs, and --from ${choices.from} makes them take another. Say one of the two. Nothing was changed.`,
    );
  return {
    bot: bot.name ?? 'sitrep-bot',
    source: choices.bundle ? { local: `/${COMPONENT_PATH}` } : { component: await addressOf(setting, text) },
    from: choices.from ?? (choices.bundle ? 'bundle' : undefined),
    stage: stageFor(stagesIn(text) ?? (await stagesIncluded(setting, text))),
    journalBranch: place.journalBranch === JOURNAL_BRANCH ? undefined : place.journalBranch,
    hasInputs,
  };
}

/** The stages that the project's own files bring in, where its pipeline file has none; of several the last holds. */
async function stagesIncluded({ admin, branch, empty }: Setting, text: string): Promise<readonly string[] | undefined> {
  const paths = empty ? [] : localIncludes(text).filter((path) => path !== COMPONENT_PATH);
  const found = paths.length === 0 ? undefined : await admin.files(paths, branch);
  return paths.map((path) => stagesIn(found?.get(path)?.text ?? '')).findLast((stages) => stages !== undefined);
}

async function addressOf(setting: Setting, text: string): Promise<string> {
  const { choices, admin, place } = setting;
  const { component, version } = choices;
  const name = atLeast(setting.version, SUPPORTED.ownVersion) ? COMPONENT : OLDER;
  if (/(incident-response(-17)?|react|sweep)(@|\.ya?ml|\/template)/.test(text))
    return addressed(component ?? COMPONENTS, name, version);
  if (component !== undefined) {
    const address = addressed(component, name, version);
    await assertThere(place, address);
    return address;
  }
  if (await admin.canSee(COMPONENTS)) return addressed(COMPONENTS, name, version);
  throw new ConfigError(
    `The components are not on ${place.url}: there is no project ${COMPONENTS} there that you may see. Mirror it and say --component <its path>, or run \`sitrep init --bundle\`: it commits the program and the component into this project, which then needs nothing from elsewhere.`,
  );
}

/** Throws `ConfigError` where the component is missing, as far as that can be seen: on the same GitLab. */
async function assertThere({ url, token }: Place, address: string): Promise<void> {
  const [host = '', ...path] = address.replace(/@[^@]*$/, '').split('/');
  if (host !== '$CI_SERVER_FQDN' && host !== new URL(url).host) return;
  const project = path.slice(0, -1).join('/');
  const name = path.at(-1) ?? COMPONENT;
  const files = filesOf(name);
  const components = connectAdministration({ url, token, project });
  const settings = await components.project();
  const found =
    settings?.defaultBranch === undefined ? undefined : await components.files(files, settings.defaultBranch);
  if (found !== undefined && found.size > 0) return;
  const why = settings
    ? `${project} has no component ${name}: neither ${files.join(' nor ')} is there`
    : `There is no project ${project} that you may see on ${url}`;
  throw new ConfigError(
    `${why}. Say --component <the path of a mirror of sitrep>, or run \`sitrep init --bundle\`, which needs nothing from elsewhere. Nothing was changed.`,
  );
}

/** Where GitLab looks for a component (GitLab docs, CI/CD components). */
const filesOf = (name: string): readonly string[] => [`templates/${name}/template.yml`, `templates/${name}.yml`];

/** `group/sitrep`, with `@version` or without, or a whole address with host and component. */
function addressed(given: string, name: string, version: string): string {
  const [path = '', chosen = version] = given.split('@');
  const whole = [COMPONENT, OLDER].some((one) => path.endsWith(`/${one}`)) ? path : `${path}/${name}`;
  const hosted = /^(\$|[^/]*\.)/.test(whole) ? whole : `$CI_SERVER_FQDN/${whole}`;
  return `${hosted}@${chosen}`;
}
