// What a job prints: lines that a person can read in a CI job at 3 a.m., with numbers and names of
// rules, never with the words of people. Job logs never expire and many can read them.

export interface Log {
  /** Something was done. */
  info(line: string): void;
  /** Something needs a person; the job ends red. */
  problem(line: string): void;
  /** The same of the configuration file. */
  fault(line: string): void;
  readonly problems: number;
  readonly faults: number;
}

export function makeLog(print: (line: string) => void, secrets: readonly string[] = []): Log {
  let problems = 0;
  let faults = 0;
  const clean = (line: string): string =>
    secrets.filter((secret) => secret.length > 3).reduce((text, secret) => text.replaceAll(secret, '[secret]'), line);
  const cross = (line: string): void => print(`✗ ${clean(line)}`);
  return {
    info: (line) => print(clean(line)),
    problem(line) {
      problems += 1;
      cross(line);
    },
    fault(line) {
      faults += 1;
      cross(line);
    },
    get problems() {
      return problems;
    },
    get faults() {
      return faults;
    },
  };
}

/** What went wrong, for a log: our own errors say it in a sentence, anything else by its name only. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'an error without a message';
  const ours = /^(GitLab|Journal|Config|Service|Slack)/.test(error.name) || error.constructor.name === 'GitLabError';
  return ours ? error.message : `${error.name}: ${error.message.split('\n')[0]}`;
}
