// The story of the demo: a Nexus that refuses to serve, told as the organisation's guideline has it.
//
// Eight hours of an incident: reported by a user, acknowledged, time-boxed, grown into a full response,
// roles taken (one of them refused), a sitrep missed, two changes of which one is undone, an outsider's
// change on the record, mitigated, resolved, closed too early and put back, reviewed, closed.

export interface Scene {
  /** Time of day, UTC. */
  readonly at: string;
  readonly who: string;
  /** What it is that they do, for the audience. */
  readonly told: string;
  readonly act:
    | { readonly say: string }
    | { readonly label: string }
    | { readonly close: true }
    | { readonly report: { readonly title: string; readonly description: string } }
    | { readonly write: readonly (readonly [arrow: string, text: string])[] }
    | { readonly merge: true }
    /** In the incident's channel in Slack. */
    | { readonly chat: string; readonly pinnedBy?: string }
    /** 👍 on the sitrep that was drafted there. */
    | { readonly thumbsUp: true }
    /** On the ticket in Jira. */
    | { readonly comment: string }
    | { readonly wait: true };
}

export const CONFIG = `zone: Europe/London
services:
  nexus:
    title: Nexus
    contacts: [cai, ben]
    heavy: true
    run_book: https://wiki.example.org/nexus
    recovery_plan: https://wiki.example.org/nexus-failover
    evidence: the log of the blob store, and what df says
    communities: [builders]
communities:
  builders:
    title: People who build
    slack: ['#builders']
review:
  representatives: [uli]
`;

export const REPORT = `<!-- sitrep:incident -->
## Which service?

Nexus

## What do you see?

Every pull answers 502 since about ten to four.

## Who is affected?

Our whole team; the night builds are red.

## Kind

- [x] outage: it does not work at all
- [ ] unexpected behaviour: it does the wrong thing
- [ ] degraded: it works, but slowly or in part
`;

export const SCENES: readonly Scene[] = [
  {
    at: '04:02',
    who: 'uli',
    told: 'a user reports that pulls from Nexus fail',
    act: { report: { title: 'Nexus answers 502 to every pull', description: REPORT } },
  },
  { at: '04:08', who: 'ana', told: 'takes it, six minutes after the report', act: { say: '/ack' } },
  {
    at: '04:11',
    who: 'ana',
    told: 'says since when, and saves what she sees before anything is restarted',
    act: {
      say: '/began 03:50\n/evidence log of the blob store https://logs.example.org/nexus/42\n/impact everybody who builds; pulls fail, pushes too, no way round',
    },
  },
  {
    at: '04:31',
    who: 'ana',
    told: 'is asked as the time-box nears its end, and takes ten minutes more',
    act: { say: '/extend 10 the blob store is full, trying to free space' },
  },
  {
    at: '04:55',
    who: 'ana',
    told: 'said nothing at its end: five minutes later it became a full response by itself; she takes command',
    act: { say: '/commander' },
  },
  {
    at: '04:56',
    who: 'ana',
    told: 'asks ben to lead the technical work',
    act: { say: 'Ben, it is the blob store.\n\n/ops-lead @ben' },
  },
  { at: '04:58', who: 'ben', told: 'accepts', act: { say: '/accept' } },
  {
    at: '04:59',
    who: 'ben',
    told: 'offers to keep the register too: an Ops Lead does nothing else, so it is refused',
    act: { say: '/planner' },
  },
  { at: '05:00', who: 'dee', told: 'takes Comms by command and Planner by its label', act: { say: '/comms' } },
  { at: '05:00', who: 'dee', told: 'adds the label', act: { label: 'role: planner' } },
  {
    at: '05:01',
    who: 'ana',
    told: 'opens a call; from now on every place links to it',
    act: { say: '/bridge https://meet.example.org/nexus' },
  },
  {
    at: '05:02',
    who: 'dee',
    told: 'tells the people who wait',
    act: {
      say: '/announce Nexus refuses all pulls and pushes since 03:50. Its disk is full; we are making room. Next update at 06:00 UTC',
    },
  },
  {
    at: '05:04',
    who: 'ana',
    told: 'gives the first sitrep',
    act: {
      say: '/sitrep The blob store is full: no pulls, no pushes. Ben mounts a second volume. Builds wait. next 30m',
    },
  },
  {
    at: '05:12',
    who: 'ben',
    told: 'enters his change, with the way back, in the channel where he works',
    act: { chat: '!change mounted a second volume for the blob store undo: move the blobs back, unmount vol-2' },
  },
  {
    at: '05:20',
    who: 'eve',
    told: 'who is not on the incident, has cleaned something: on the record, as unassigned',
    act: { say: 'I had a moment, so:\n\n/change removed the cache directory on nexus-2' },
  },
  {
    at: '05:25',
    who: 'eve',
    told: 'reads the ticket, not the issue, and asks there',
    act: { comment: 'Do the partner sites know? They pull from us at seven.' },
  },
  {
    at: '05:47',
    who: 'ana',
    told: 'missed a sitrep; she was told, ten minutes later cai was, and now she answers',
    act: {
      say: '/sitrep Half of the blobs are on the new volume, pulls work for some. Full service expected by 07:00.\n/impact S2 about half of the builds work again',
    },
  },
  {
    at: '06:04',
    who: 'cai',
    told: 'thinks aloud in the channel; ana puts that on the record with 📌',
    act: { chat: 'df says the docker repository alone has 3.1 TB, it was 0.9 in February', pinnedBy: 'ana' },
  },
  {
    at: '06:05',
    who: 'cai',
    told: 'finds the cause',
    act: { chat: '!found the cleanup task of the docker repository is switched off since 2 March' },
  },
  {
    at: '06:10',
    who: 'ana',
    told: 'decides, and gives a sitrep',
    act: {
      say: '/decide switch the cleanup task on again rather than buy disk: it would be full in a month\n/sitrep Cause known: the cleanup task was off. Pulls work for most. next 45m',
    },
  },
  {
    at: '06:12',
    who: 'dee',
    told: 'tells users',
    act: {
      say: '/announce Most pulls work again. The cause is found: a cleanup task was off. Full service expected by 07:00, next update at 07:30 UTC',
    },
  },
  {
    at: '06:20',
    who: 'ben',
    told: 'makes a second change',
    act: { say: '/change paused the replication to the mirror undo: resume replication nexus-mirror' },
  },
  {
    at: '06:52',
    who: 'ana',
    told: 'is busy: the sitrep that was drafted from the record says it, 👍 publishes it',
    act: { thumbsUp: true },
  },
  {
    at: '06:54',
    who: 'ana',
    told: 'looks at the impact again',
    act: { say: '/impact same' },
  },
  {
    at: '07:05',
    who: 'ben',
    told: 'service is back',
    act: { say: '/mitigated All pulls and pushes work since 07:01; 45 % of the disk is free.' },
  },
  {
    at: '07:08',
    who: 'ana',
    told: 'looks at the impact once more',
    act: { say: '/impact nobody any more: all builds work' },
  },
  {
    at: '07:10',
    who: 'dee',
    told: 'tells users',
    act: { say: '/announce Restored: pulls and pushes work since 07:01. We are watching it; next word at 08:00 UTC.' },
  },
  {
    at: '07:15',
    who: 'ben',
    told: 'takes his second change back',
    act: { say: '/undone C3 replication runs again, in step since 07:14' },
  },
  {
    at: '08:00',
    who: 'dee',
    told: 'gives the all-clear',
    act: { say: '/announce All clear: Nexus works as it should. A review will say what we change.' },
  },
  {
    at: '08:20',
    who: 'ana',
    told: 'says that it is over',
    act: { say: '/resolved Stable for an hour with the cleanup task running.' },
  },
  { at: '08:25', who: 'cai', told: 'closes the issue by hand, too early', act: { close: true } },
  {
    at: '08:40',
    who: 'dee',
    told: 'gives the last verdicts: one change stays, the stranger’s was harmless',
    act: {
      say: '/keep C1 the volume stays until the disks are replaced in April\n/keep C2 the cache fills itself again',
    },
  },
  {
    at: '10:30',
    who: 'dee',
    told: 'writes what only people can write into the review',
    act: {
      write: [
        [
          'In three sentences',
          'The blob store of Nexus filled up because its cleanup task had been off for nine days. Builds failed for three hours. Room was made on a second volume and the task switched on again.',
        ],
        ['What would we do again?', 'The second volume was mounted within minutes; users heard from us four times.'],
        ['Where did we lose time?', 'The first half hour went by before we looked at the disk. One sitrep was late.'],
        ['What would have made it worse', 'It was four in the morning; by nine every team would have waited.'],
        [
          'What had to come together?',
          'The task was switched off for a migration and nothing told us that it stayed off; no alarm on the disk.',
        ],
        [
          'Each with an owner',
          '- [ ] @ben 2026-03-25 alarm at 80 % of the blob store\n- [ ] @cai 2026-03-18 a check that the cleanup task ran',
        ],
      ],
    },
  },
  { at: '11:40', who: 'mia', told: 'maintains the project, has read it, and merges it', act: { merge: true } },
  { at: '12:00', who: '', told: '', act: { wait: true } },
];
