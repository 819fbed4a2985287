// What a person typed in Slack, out of what Slack makes of it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../src/slack/mrkdwn.ts';
import { type PlainOptions, plain } from '../../src/slack/plain.ts';
import { paragraph, textPiece } from '../../src/text/blocks.ts';

const OPTIONS: PlainOptions = {
  person: (id) => ({ U1: 'ana', W2: '@ben' })[id],
  channel: (id) => (id === 'C1' ? 'inc-1-registry' : undefined),
};

describe('what Slack made is undone', () => {
  it.each([
    ['fish &amp; chips &lt;b&gt; &amp;lt;', 'fish & chips <b> &lt;'],
    ['ask <@U1> and <@W2> and <@U9>', 'ask ana and ben and U9'],
    ['<@U9|cai>', 'cai'],
    ['in <#C1|general>, <#C1>, <#C1|> and <#C9>', 'in #general, #inc-1-registry, #inc-1-registry and #C9'],
    ['<!here> <!channel> <!everyone|everyone>', 'here channel everyone'],
    ['<!subteam^S1|@dba> <!subteam^S1>', 'dba S1'],
    ['<!date^1773223200^{date} {time}|11 March>', '11 March'],
    ['<!date^1773223200^{date}>', '2026-03-11T10:00:00.000Z'],
    ['<!date^never^{date}>', ''],
    ['<https://e.test/?a=1&amp;b=2>', 'https://e.test/?a=1&b=2'],
    ['<https://e.test/x|the graph>', 'https://e.test/x (the graph)'],
    ['<http://e.test|e.test> <https://e.test/|https://e.test>', 'http://e.test https://e.test/'],
    ['<mailto:a@e.test|a@e.test>', 'a@e.test'],
    [':fire: :wave::skin-tone-3:', ':fire: :wave:'],
    ['*bold* `code`\n&gt; quoted', '*bold* `code`\n> quoted'],
    ['  a\u00a0b\r\nc\u200b  ', 'a b\nc'],
    ['&lt;@U1&gt; &lt;!here&gt;', '<@U1> <!here>'],
    ['a < b', 'a < b'],
    ['\u202ea\u0000\ud800', 'a\ufffd'],
  ])('%j: %j', (text, typed) => {
    expect(plain(text, OPTIONS)).toBe(typed);
  });

  it.each([
    ['!ops-lead <@U1>', '!ops-lead @ana'],
    ['!ops <@W2>, <@U9>', '!ops @ben, @U9'],
    ['!change restarted &lt;nexus&gt; undo: none', '!change restarted <nexus> undo: none'],
  ])('for a command, people have their handle: %j: %j', (text, typed) => {
    expect(plain(text, { ...OPTIONS, handles: true })).toBe(typed);
  });
});

describe('whatever Slack sends', () => {
  it('a name that Slack or people chose calls nobody', () => {
    const named = { person: () => '@@all', channel: () => '#@all' };
    expect(plain('<@U1> <#C1> <!subteam^S1|@@all>', named)).toBe('all #all all');
  });

  it('what sitrep wrote is read as it was meant', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(plain(mrkdwn([paragraph(textPiece(text))]))).toBe(text.trim());
      }),
      { numRuns: 500 },
    );
  });

  it('40,000 characters are read, in no time that grows', () => {
    for (const piece of ['<', '<@', '<a|', '&', '<!date^', '>', 'x'])
      expect(plain(piece.repeat(200_000)).length).toBeLessThanOrEqual(40_000);
  });
});
