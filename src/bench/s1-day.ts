// One long day: an incident of the highest severity, eight hours, sixty commands. What people type in
// it, minute by minute; the benchmark plays it on each kind of GitLab to see what it costs.

/** One comment, made at that minute of the day. */
export interface Line {
  readonly minute: number;
  readonly who: string;
  readonly words: string;
}

export const HOURS = 8;
export const COMMANDS = 60;

export const REPORT = {
  title: 'Nobody can log in',
  description: '<!-- sitrep:incident -->\n## Which service?\nsso\n\n## What do you see?\nEvery log-in ends with 503.\n',
};

export const CONFIG = 'services:\n  sso:\n    title: Single sign-on\n    contacts: [ana, ben]\n    always_full: true\n';

/** Every half hour the state, every hour how far it reaches and what users hear, and between them the work. */
export const LINES: readonly Line[] = [
  ...at(2, 'ana', '/ack'),
  ...at(4, 'ana', '/commander'),
  ...at(5, 'ben', '/ops-lead'),
  ...at(6, 'dee', '/comms'),
  ...at(7, 'mia', '/planner'),
  ...at(8, 'cai', '/ops'),
  ...every(30, 16, 20, (n) => ['ana', `/sitrep step ${n}: log-ins still fail for some, the pool is being rebuilt`]),
  ...every(60, 7, 25, (n) => ['ana', n === 1 ? '/impact everybody who logs in, about 900 people' : '/impact same']),
  ...every(60, 7, 27, (n) => [
    'dee',
    `/announce Log-ins still fail for some of you. This is message ${n}; the next comes in an hour.`,
  ]),
  ...every(50, 8, 40, (n) => ['cai', `/found node ${n} of the pool answers with an old certificate`]),
  ...every(70, 6, 45, (n) => ['cai', `/change took node ${n} out of the pool undo: put it back`]),
  ...every(110, 4, 50, (n) => ['ana', `/decide rebuild node ${n} rather than repair it`]),
  ...at(470, 'ana', '/evidence certificates and logs of all nodes: the share of the security team'),
  ...at(472, 'ben', '/undone C1'),
  ...at(473, 'ben', '/undone C2'),
  ...at(474, 'ben', '/undone C3'),
  ...at(475, 'ana', '/mitigated log-ins work on all nodes'),
  ...at(480, 'ana', '/resolved the pool has new certificates'),
].sort((a, b) => a.minute - b.minute);

function at(minute: number, who: string, words: string): Line[] {
  return [{ minute, who, words }];
}

function every(
  minutes: number,
  times: number,
  from: number,
  line: (n: number) => [who: string, words: string],
): Line[] {
  return Array.from({ length: times }, (_, index) => {
    const [who, words] = line(index + 1);
    return { minute: from + index * minutes, who, words };
  });
}
