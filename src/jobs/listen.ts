// The job that listens to Slack and starts the project's pipeline when something was said there.
//
// It decides nothing and reads nothing: the pipeline that it starts looks for itself. Without it everything happens too, at
// the next webhook, timer or schedule.

import type { Outcome } from '../http/outcome.ts';
import { WAKE_INPUT, WAKE_VARIABLE } from '../process/waking.ts';
import type { Listening } from '../slack/listen.ts';
import { ConfigError } from './environment.ts';
import type { Work } from './work.ts';

/** As good as at once: `start_in` takes no less. */
const AT_ONCE = '1 second';
/** The shortest for which the component has a rule where pipelines have no inputs (GitLab before 18.1). */
const SOON = '1 minute';

/** Until it is told to end. Throws `ConfigError` where the app-level token is no good. */
export async function listen(
  work: Pick<Work, 'gitlab' | 'log' | 'defaultBranch'>,
  options: Pick<Listening, 'appToken' | 'url' | 'end' | 'pace'>,
): Promise<void> {
  const { gitlab, log } = work;
  let branch = work.defaultBranch;
  let way: 'inputs' | 'variables' = 'inputs';

  async function start(): Promise<Outcome<unknown>> {
    branch ??= (await gitlab.project()).defaultBranch;
    return way === 'inputs'
      ? gitlab.startPipeline({ ref: branch, inputs: { [WAKE_INPUT]: AT_ONCE } })
      : gitlab.startPipeline({ ref: branch, variables: { [WAKE_VARIABLE]: SOON } });
  }

  async function ring(): Promise<boolean> {
    const first = await started(start);
    let end = first;
    if (way === 'inputs' && isOfTheWay(first)) {
      way = 'variables';
      end = await started(start);
      if (end.outcome !== 'done') [way, end] = ['inputs', first];
    }
    if (end.outcome !== 'done') log.info(`no pipeline was started, the next thing said tries again: ${end.reason}`);
    return end.outcome === 'done';
  }

  const slack = await listener();
  try {
    await slack.listen({ ...options, ring, say: (line) => log.info(line) });
  } catch (error) {
    if (error instanceof slack.CannotListen) throw new ConfigError(`SITREP_SLACK_APP_TOKEN: ${error.message}.`);
    throw error;
  }
}

/** A program of its own beside the other: it has a network stack of its own, which no other job should have to load. */
async function listener(): Promise<typeof import('../slack/listen.ts')> {
  try {
    return await import('../slack/listen.ts');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new ConfigError(
      'sitrep-listen.cjs is not beside the program: copy it there from the same release (its package has it in dist/).',
    );
  }
}

/** Before 18.1 GitLab passes over inputs, and then there is no job; after that it refuses those that are not declared. */
function isOfTheWay(end: Outcome<unknown>): boolean {
  return end.outcome === 'refused' && end.status === 400 && !/too many pipelines/i.test(end.reason);
}

/** A look-up before it may fail: then nothing was started. */
async function started(start: () => Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
  try {
    return await start();
  } catch (error) {
    return { outcome: 'refused', status: 0, reason: error instanceof Error ? error.message : String(error) };
  }
}
