// Remote links: one for each purpose, however often it is set, and read back.

import { afterEach, describe, expect, it } from 'vitest';
import { done, GITLAB, KINDS, makeWorld, ticket, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

const LINK = { globalId: 'system=https://gitlab.example.com&id=7:12#incident', url: GITLAB, title: 'Incident 12' };

describe.each(KINDS)('%s: a remote link', (kind) => {
  it('R68: is set once however often, changed in place, read back, taken away', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox } = world;
    done(await jira.create(ticket()));
    done(await jira.setLink('INC-1', LINK));
    done(await jira.setLink('INC-1', LINK));
    done(await jira.setLink('INC-1', { ...LINK, globalId: 'room', url: 'https://acme.slack.com/archives/C1' }));
    expect(await jira.links('INC-1')).toEqual([
      { ...LINK, resolved: false },
      { globalId: 'room', url: 'https://acme.slack.com/archives/C1', title: 'Incident 12', resolved: false },
    ]);
    done(await jira.setLink('INC-1', { ...LINK, title: 'Review of\nincident 12', resolved: true }));
    expect((await jira.links('INC-1'))[0]).toEqual({ ...LINK, title: 'Review of incident 12', resolved: true });
    done(await jira.removeLink('INC-1', LINK.globalId));
    done(await jira.removeLink('INC-1', LINK.globalId));
    expect(sandbox.read('INC')[0]?.remoteLinks.map(({ globalId }) => globalId)).toEqual(['room']);
  });

  it('R68: whose answer was lost is done, for it is seen when read back', async () => {
    world = await makeWorld({ kind });
    const { jira, sandbox } = world;
    done(await jira.create(ticket()));
    sandbox.faults.add({ method: 'POST', path: /remotelink/, act: { do: 'cut-after' } });
    expect(await jira.setLink('INC-1', LINK)).toEqual({ outcome: 'done', value: undefined });
    sandbox.faults.add({ method: 'POST', path: /remotelink/, act: { do: 'cut-before' } });
    expect(await jira.setLink('INC-1', { ...LINK, globalId: 'room' })).toMatchObject({ outcome: 'unknown' });
    expect(await jira.links('INC-1')).toHaveLength(1);
  });
});
