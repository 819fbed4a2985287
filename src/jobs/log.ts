// What a job prints: lines that a person can read in a CI job at 3 a.m., with numbers and names of
// rules, never with the words of people. Job logs never expire and many can read them.

export interface Log {
  /** Something was done. */
  info(line: string): void;
  /** Something needs a person; the job ends red. */
  problem(line: string): void;
  readonly problems: number;
}

export function makeLog(print: (line: string) => void, secrets: readonly string[] = []): Log {
  let problems = 0;
  const clean = (line: string): string =>
    secrets.filter((secret) => secret.length > 3).reduce((text, secret) => text.replaceAll(secret, '[secret]'), line);
  return {
    info: (line) => print(clean(line)),
    problem(line) {
      problems += 1;
      print(`✗ ${clean(line)}`);
    },
    get problems() {
      return problems;
    },
  };
}

/** What went wrong, for a log: our own errors say it in a sentence, anything else by its name only. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'an error without a message';
  const ours = /^(GitLab|Journal|Config)/.test(error.name) || error.constructor.name === 'GitLabError';
  return ours ? error.message : `${error.name}: ${error.message.split('\n')[0]}`;
}
