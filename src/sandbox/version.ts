// The GitLab that the sandbox claims to be.

export const VERSION = '19.5.0-ee';
export const REVISION = '3f1c9d2a7b4';

export interface Version {
  /** As GitLab says it: `19.5.0-ee`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Reads `18.0`, `18.0.1` or `18.0.1-ee`; what is short of it is filled up. Throws on text that is no version. */
export function readVersion(text: string): Version {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(-\w+)?$/.exec(text);
  if (!match) throw new Error(`not a version: ${text} (write it as 18.0 or 18.0.1-ee)`);
  const [major = 0, minor = 0, patch = 0] = match.slice(1, 4).map((part) => Number(part ?? 0));
  return { text: `${major}.${minor}.${patch}${match[4] ?? '-ee'}`, major, minor, patch };
}

/** Hooks have names and descriptions since 17.1, pipelines inputs since 18.1 (GitLab docs, project webhooks and CI/CD inputs). */
export const SINCE = { hookNames: [17, 1], pipelineInputs: [18, 1] } as const;

/** Whether it is that release or a newer one. */
export function isAtLeast({ major, minor }: Version, [neededMajor, neededMinor]: readonly [number, number]): boolean {
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
