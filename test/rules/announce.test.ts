import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { minute, policyOf } from '../given.ts';
import { found, owed } from './owed.ts';

// The full response began in minute 2, service came back in minute 10.
describe('the people who wait are told', () => {
  it.each`
    status          | at    | told
    ${'reported'}   | ${60} | ${[]}
    ${'triage'}     | ${30} | ${[]}
    ${'responding'} | ${16} | ${[]}
    ${'responding'} | ${17} | ${['cai: announce 0']}
    ${'mitigated'}  | ${24} | ${[]}
    ${'mitigated'}  | ${25} | ${['cai: announce 0']}
    ${'review'}     | ${26} | ${[]}
    ${'review'}     | ${27} | ${['cai: announce 0']}
  `('R31: nothing announced while $status, in minute $at told: $told', ({ status, at, told }) => {
    expect(owed('announce', inState(status).incident, at)).toEqual(told);
  });

  it.each`
    severity | said                            | due
    ${'S1'}  | ${'/announce Down'}             | ${minute(65)}
    ${'S2'}  | ${'/announce Down'}             | ${minute(125)}
    ${'S3'}  | ${'/announce Down'}             | ${undefined}
    ${'S3'}  | ${'/announce Down, next 11:00'} | ${minute(60)}
    ${'S1'}  | ${'/announce Down, next 11:00'} | ${minute(60)}
  `('R34: $severity and $said: the next is due $due', ({ severity, said, due }) => {
    const told = inState('responding');
    told.say(4, 'ana', `/impact ${severity} users`);
    told.say(5, 'cai', said);
    expect(told.incident.due.announce).toBe(due);
  });

  it.each`
    line                      | due
    ${'/impact S1 everybody'} | ${minute(65)}
    ${'/impact S3 fewer'}     | ${undefined}
  `('R3: $line moves what is due to $due', ({ line, due }) => {
    const told = inState('responding');
    told.say(5, 'cai', '/announce Down');
    told.say(6, 'ana', line);
    expect(told.incident.due.announce).toBe(due);
  });

  it('"restored" within 15 minutes, the all-clear 60 after service came back, then silence', () => {
    const told = inState('mitigated');
    told.say(20, 'cai', '/announce Restored, watching');
    expect(told.incident.due.announce).toBe(minute(70));
    told.say(70, 'cai', '/announce All clear: a disk');
    expect(owed('announce', told.incident, 6000)).toEqual([]);
  });

  it.each`
    config                                                                     | minutes
    ${''}                                                                      | ${[17, 27, 37]}
    ${'rules: {announce: {lead_after_minutes: 3, contacts_after_minutes: 6}}'} | ${[17, 20, 23]}
    ${'rules: {announce: {first_minutes: 10, lead_after_minutes: 1}}'}         | ${[12, 13, 32]}
  `(
    'a late one goes to Comms, whoever leads, the contacts: in the minutes $minutes with "$config"',
    ({ config, minutes }) => {
      const policy = policyOf(config);
      const { incident } = inState('responding', { policy });
      const steps = Array.from({ length: 60 }, (_, at) => owed('announce', incident, at, policy).length);
      expect([1, 2, 3].map((step) => steps.indexOf(step))).toEqual(minutes);
    },
  );

  it('words fit the state: a promise in triage is a promise, not an all-clear', () => {
    const told = inState('triage');
    told.say(2, 'ana', '/announce Looking, next 10m');
    expect(found('announce', told.incident, 12).lapses[0]?.text).toBe('users were promised another word by now');
  });

  it.each`
    at    | told
    ${26} | ${['cai']}
    ${27} | ${['cai', 'ana']}
    ${36} | ${['cai', 'ana']}
    ${37} | ${['cai', 'ana', 'eve']}
  `('what Comms leaves undone goes to the commander, then to the contacts; by minute $at: $told', ({ at, told }) => {
    const policy = policyOf('services: { nexus: { contacts: [eve] } }');
    const one = inState('responding', { services: ['nexus'], policy });
    one.say(4, 'ana', '/impact S1 all');
    const names = new Set<string>();
    for (let now = 5; now <= at; now += 1)
      for (const event of one.look(now).events)
        for (const item of event.type === 'nudged' ? event.items : [])
          if (item.rule === 'announce') for (const { name } of item.owes) names.add(name);
    expect([...names]).toEqual(told);
  });

  it('while there is no Comms, whoever leads owes it', () => {
    const told = inState('triage');
    told.say(2, 'ana', '/respond');
    expect(owed('announce', told.incident, 17)).toEqual(['ana: announce 0']);
  });

  describe('words for everybody that wait for a 👍', () => {
    const policy = policyOf(
      'services: {nexus: {contacts: [eve], communities: [a, b]}}\ncommunities: {a: {slack: ["#a"]}, b: {}}\nslack: {}',
    );
    const S1 = () => {
      const told = inState('responding', { policy, services: ['nexus'] });
      told.say(4, 'ana', '/impact S1 all');
      return told;
    };

    it.each`
      written | nudges
      ${6}    | ${['17 cai ana: /adopt #1']}
      ${16}   | ${['21 cai ana: /adopt #1']}
    `('are no silence: written in minute $written, who may say yes is reminded once', ({ written, nudges }) => {
      const told = S1();
      told.say(written, 'cai', '/announce Down');
      const said: string[] = [];
      for (let now = written; now < 70; now += 1)
        for (const event of told.look(now).events)
          for (const item of event.type === 'nudged' ? event.items : [])
            if (item.rule === 'announce')
              said.push(`${now} ${item.owes.map(({ name }) => name).join(' ')}: ${item.line}`);
      expect(said).toEqual(nudges);
    });

    it('are none any more once service is back, or something else was sent', () => {
      const told = S1();
      told.say(6, 'cai', '/announce Down');
      told.say(10, 'ana', '/mitigated');
      expect(found('announce', told.incident, 25, policy).lapses[0]?.line).toContain('/announce Restored');
      const other = S1();
      other.say(6, 'cai', '/announce Down');
      other.say(8, 'cai', '/announce to a Down for you, next 10m');
      expect(found('announce', other.incident, 18, policy).lapses[0]?.line).toContain('/announce <what is new');
    });

    it('R32 (partly): who is asked to announce is told whom it would reach, and who has no channel', () => {
      const told = S1();
      const [message] = told.look(17).messages.filter(({ because }) => because === 'something is owed');
      expect(message && 'text' in message.body && message.body.text).toContain(
        'when you will say more>`. Goes to a (`#a`). b have no channel here: tell them where they read.',
      );
    });
  });
});
