// The inputs of a project's pipelines: what webhooks, timers and schedules send. GitLab takes them from the header of the
// project's own file only, refuses a pipeline with one that is not declared, and a webhook that is refused four times.

/** As the header of `.gitlab-ci.yml` declares them. The patterns are those of the component, so that nonsense fails early. */
export const PIPELINE_INPUTS: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  iid: { description: 'The issue that a webhook is about.', default: '', regex: '^(#?([0-9]{1,10}|null)?)$' },
  note: { description: 'The comment that a webhook is about.', default: '', regex: '^(#?([0-9]{1,15}|null)?)$' },
  actor: { description: 'Who did it.', default: '', regex: '^@?[A-Za-z0-9_.-]*$' },
  full: { description: 'Read every open incident whole; for a daily schedule.', type: 'boolean', default: false },
  'wake-in': {
    description: 'In what time a timer fires; 6 days means that this pipeline is none.',
    default: '6 days',
    regex: '^[1-9][0-9]{0,4} (second|minute|hour|day|week)s?$',
  },
};

/** The component's input that names the branch of the journal. */
export const JOURNAL_INPUT = 'journal-branch';

export interface Wanted {
  /** The bot's user name. */
  readonly bot: string;
  /** What the include names: a component's address or a file of this project. */
  readonly source: { readonly component: string } | { readonly local: string };
  /** Where jobs get the program from, where the component's own choice will not do. */
  readonly from: string | undefined;
  /** The stage of the jobs, where the component's own is none of the project's. */
  readonly stage?: string | undefined;
  /** The branch of the journal, where it is not the component's default. */
  readonly journalBranch?: string | undefined;
  /** Whether this GitLab knows pipeline inputs (18.1). */
  readonly hasInputs: boolean;
}

/** What the include passes on. */
export function includeInputs({ bot, from, stage, journalBranch, hasInputs }: Wanted): Record<string, string> {
  const passed = Object.keys(PIPELINE_INPUTS).map((name) => [name, `$[[ inputs.${name} ]]`]);
  return {
    bot,
    ...(from === undefined ? {} : { from }),
    ...(stage === undefined ? {} : { stage }),
    ...(journalBranch === undefined ? {} : { [JOURNAL_INPUT]: journalBranch }),
    ...(hasInputs ? Object.fromEntries(passed) : {}),
  };
}
