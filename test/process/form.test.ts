// What is read out of a report, whatever is pasted into it.

import { describe, expect, it } from 'vitest';
import { readForm } from '../../src/process/form.ts';
import { blockIn, withBlock } from '../../src/process/state-block.ts';
import { story } from '../given.ts';

const NAMES = { services: ['nexus'], conditions: ['blocks-integration', 'at-night'] };

describe('a report', () => {
  it.each<[what: string, answer: string, services: string[]]>([
    ['a name', 'Nexus', ['nexus']],
    ['prose', 'I think it is nexus again', ['nexus']],
    ['ticked boxes', '- [x] nexus\n- [ ] git\n  * [X]  wiki', ['nexus']],
    ['ticked boxes of which none is known', '- [x] mail\n- [ ] git\n* [X]  wiki', ['mail', 'wiki']],
    ['a box with nothing beside it', '- [x]\n\nmail', ['mail']],
    ['a list', '- mail\n- wiki and chat', ['mail', 'wiki', 'chat']],
    ['a comment of the template', '<!-- which? -->mail', ['mail']],
    ['a comment that never ends', 'mail\n<!-- which?', ['mail', '<!-- which?']],
  ])('names its services in %s', (_what, answer, services) => {
    expect(readForm(`## Which service?\n${answer}\n\n## What do you see?\nerrors`, NAMES).services).toEqual(services);
  });

  it.each<[what: string, text: string, conditions: string[]]>([
    ['ticked', '## Does one of these apply?\n\n- [ ] at-night\n- [x] blocks-integration\n', ['blocks-integration']],
    ['ticked and explained', '## Conditions\n- [X] At-Night: since two', ['at-night']],
    ['none ticked', '## Does one of these apply?\n\n- [ ] at-night\n', []],
    ['unknown to the configuration', '## Does one of these apply?\n- [x] role: commander\n- [x] drill', []],
    ['ticked under another heading', '## What do you see?\n- [x] at-night', []],
  ])('R39 (partly): tells the conditions that hold: %s', (_what, text, conditions) => {
    expect(readForm(text, NAMES).conditions).toEqual(conditions);
  });

  it.each<[what: string, scrap: string]>([
    ['newlines', '\n'],
    ['carriage returns', '\r'],
    ['blanks', ' '],
    ['comments that never end', '<!--'],
    ['ticked boxes', '- [x]'],
    ['ticked boxes with nothing beside them', '- [x]\n'],
    ['headings', '# '],
    ['marks of the live state', '<!-- sitrep:state seq=1 hash=a -->\n'],
  ])('a megabyte of %s is read within 2 s', (_what, scrap) => {
    const description = `## Which service?\n${scrap.repeat(1_000_000 / scrap.length)}\n## Kind\n${scrap.repeat(1_000_000 / scrap.length)}`;
    const start = performance.now();
    story({ description });
    withBlock(description, 'state', 2);
    blockIn(description);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
