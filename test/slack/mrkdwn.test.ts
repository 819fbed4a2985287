// Slack's markup from markdown: it reads well, it calls only whom sitrep calls, and it is never longer than Slack takes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MrkdwnOptions, mrkdwn } from '../../src/slack/mrkdwn.ts';
import { sections, textWithin } from '../../src/slack/sections.ts';
import { paragraph, textPiece } from '../../src/text/blocks.ts';
import { inert, quoted } from '../../src/text/markdown.ts';
import { parse } from '../../src/text/parse.ts';
import { ATTACKS, arbitraryMarkdown, documents, HUGE, missingWords, PLACES, smallState } from '../text/given.ts';

const OPTIONS: MrkdwnOptions = {
  person: (name) => (name === 'ana' ? 'U1' : undefined),
  command: (line) => line.replace(/^\/(?=(?:sitrep|ack|adopt)\b)/, '!'),
};

function written(markdown: string): string {
  return mrkdwn(parse(markdown), OPTIONS);
}

/** As it reads: without the blanks that cannot be seen. */
function read(text: string): string {
  return text.replace(/\u200b/g, '');
}

describe('what it looks like', () => {
  it.each([
    ['**bold** *slanted* ~~struck~~ `code`', '*bold* _slanted_ ~struck~ `code`'],
    ['**a *b* c** and ***all***', '*a _b_ c* and *_all_*'],
    ['**two\nlines**', '*two*\n*lines*'],
    ['# Title\n\ntext', '*Title*\ntext'],
    ['- a\n  - b\n    more\n- c', '• a\n    • b\n        more\n• c'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['- [ ] a\n- [x] b', '☐ a\n☑ b'],
    ['> a\n>\n> - b\n> > c', '> a\n> • b\n>\n> > c'],
    ['```\n/ack\nls -l\n```', '```\n!ack\nls -l\n```'],
    ['- a\n\n  ```\n  x\n    y\n  ```\n- b', '• a\n```\nx\n  y\n```\n• b'],
    ['> ```\n> a <b>\n> ```', '> `a &lt;b&gt;`'],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb'],
    ['| | |\n|---|---|\n| **Status** | triage |', '*Status*: triage'],
    ['| from | after |\n|---|---|\n| seen | 4 min |', '*from* · *after*\nseen: 4 min'],
    ['| a | by | c |\n|---|---|---|\n| 1 | `@ana` | x |', '```\na  by    c\n-  ----  -\n1  @ana  x\n```'],
    [
      `| a | b | c |\n|---|---|---|\n| 1 | ${'word '.repeat(20)}| **x** |`,
      `*a* · *b* · *c*\n• 1 · ${'word '.repeat(20).trim()} · *x*`,
    ],
    ['[a](https://e.test/?b=1&c=2) https://e.test', '<https://e.test/?b=1&amp;c=2|a> <https://e.test>'],
    ['![shot](https://e.test/x.png)', '<https://e.test/x.png|shot>'],
    ['fish & chips < 3 > 2', 'fish &amp; chips &lt; 3 &gt; 2'],
    ['&amp;lt; `a & b`', '&amp;lt; `a &amp; b`'],
  ])('%j: %j', (markdown, text) => {
    expect(read(written(markdown))).toBe(text);
  });

  it('a mark within a word is set apart, for Slack knows marks only at the edge of one', () => {
    expect(written('a**b**c')).toBe('a\u200b*b*\u200bc');
  });

  it('the live state reads like this', () => {
    expect(read(written(smallState()))).toMatchInlineSnapshot(`
      "*Live incident state*
      reported ✓ → triage ✓ → *responding* → mitigated → resolved → review → closed

      *Status*: *responding* since 2026-03-11 10:02 UTC
      *Severity*: not known yet (counts as S2)
      *Incident Commander*: \`@ana\` since 2026-03-11 10:03 UTC
      *Ops Lead*: \`@ben\` since 2026-03-11 10:03 UTC
      *Comms*: \`@cai\` since 2026-03-11 10:03 UTC
      *Planner*: \`@dee\` since 2026-03-11 10:03 UTC
      *Next sitrep*: due 2026-03-11 10:34 UTC
      *Impact again*: due 2026-03-11 10:17 UTC
      *Users hear more*: by 2026-03-11 10:17 UTC

      *Sitrep 1*, 2026-03-11 10:04 UTC by \`@ana\`:

      > Pulls fail with *502*.
      > Restarting @ben &amp; co &lt;soon&gt;

      *Changes*

      \`\`\`
          what             by    way back     verdict
      --  ---------------  ----  -----------  -------
      C1  restarted Nexus  @ben  none needed  open
      \`\`\`

      Kept by sitrep from what the commander says; what is written between these marks by hand is put back and offered to the commander. Commands: \`/help\`. sitrep looks here after every comment and on its schedule; if a command gets no ✅ or ❌ within 10 minutes, it is down: carry on by hand."
    `);
  });

  it('an announcement and a role card read like this', () => {
    const { messages } = documents('Pulls fail');
    const said = messages.split('\n\n').slice(0, 12).join('\n\n');
    expect(read(written(said))).toMatchInlineSnapshot(`
        "*Full response*. <@U1> leads.
        • Needed: Planner. Take one: \`/planner\`
        • Due: users told by 11:05 UTC.
        • Who is not on the incident keeps their hands off the system; what you see is welcome: \`/found &lt;what&gt;\`

        <@U1>: you are *Incident Commander* of #1. This is now your highest priority.

        You decide, fill the roles and give the sitreps; only yours change the live state. You do not touch the system.
        • \`!sitrep &lt;text&gt;\` the new live state, every 30 minutes
        • \`/ops-lead @who\` and \`/comms\`, \`/planner\`, \`/ops\`: ask somebody
        • \`/impact &lt;who, how many&gt;\` hourly; \`same\` is an answer
        • \`/decide &lt;what and why&gt;\` a decision, on the record
        • \`!adopt #1\` make a suggestion official
        • \`/mitigated\` when service is back, \`/resolved\` when it is over
        • Giving it up: \`/stand-down commander\`. What you can do now: \`/help\`

        @ben: you are *Ops Lead* of #1. This is now your highest priority.

        You lead the technical work and nothing else: nobody asks you for paperwork. Only the Ops Team changes the system.
        • \`/change &lt;what&gt; undo: &lt;how&gt;\` what you change, and the way back
        • \`/found &lt;what&gt;\` what you find
        • \`/evidence &lt;what&gt; &lt;where&gt;\` before it is gone
        • \`/ops @who\` more hands
        • \`/undone C1\` a temporary measure is gone
        • \`/mitigated\` service is back
        • Giving it up: \`/stand-down ops-lead\`. What you can do now: \`/help\`

        @cai: you are *Comms* of #1. This is now your highest priority.

        You tell the people who wait, early and often, in one wording.
        • \`/announce &lt;what, since when, what is being done, next 14:30&gt;\` to users
        • \`/announce Restored: &lt;text&gt;\` within 15 minutes of service coming back
        • \`/announce All clear: &lt;text&gt;\` when it is over
        • \`/impact &lt;who, how many&gt;\` what you hear from users
        • Giving it up: \`/stand-down comms\`. What you can do now: \`/help\`

        @dee: you are *Planner* of #1. This is now your highest priority.

        You keep the register of changes, the evidence and the way back to normal.
        • \`/undone C1\` a change was taken back
        • \`/keep C1 &lt;why&gt;\` a change stays
        • \`/evidence &lt;what&gt; &lt;where&gt;\` what was saved, and where
        • \`/found &lt;what&gt;\` anything worth remembering
        • Giving it up: \`/stand-down planner\`. What you can do now: \`/help\`

        <@U1>: *C2* was made by \`@eve\`, who is not on the Ops Team; it is on the record as unassigned. Put them on the team, or have it undone:
        • \`/ops @eve\`
        • \`/undone C2\`

        *Announcement 1* (service unknown)

        > Pulls fail"
      `);
  });
});

describe('R71: only whom sitrep calls is called', () => {
  it.each([
    ['@ana: please', '<@U1>: please'],
    ['@ben: please', '@ben: please'],
    [inert('@ana'), '@ana'],
    [quoted('@ana\n@channel'), '> @ana\n> @channel'],
    ['`@ana`', '`@ana`'],
    ['@channel', '@channel'],
  ])('%j: %j', (markdown, text) => {
    expect(read(written(markdown))).toBe(text);
  });

  it('a name whose id is none is only named', () => {
    const odd = { person: () => '!channel' };
    expect(mrkdwn(parse('@ana'), odd)).toBe('@ana');
    expect(mrkdwn(parse('@here'), {})).toBe('@\u200bhere');
  });
});

describe('commands are shown as they are typed in Slack', () => {
  it.each([
    ['Reply `/sitrep <what changed>`', 'Reply `!sitrep &lt;what changed&gt;`'],
    ['`/adopt #1` or `/etc/passwd`', '`!adopt #1` or `/etc/passwd`'],
    ['type /ack', 'type /ack'],
  ])('%j: %j', (markdown, text) => {
    expect(written(markdown)).toBe(text);
  });
});

describe('hostile text is text', () => {
  describe.each(PLACES)('%s', (_where, put) => {
    it.each(ATTACKS)('%j', (attack) => {
      expect(live(written(put(attack)))).toEqual([]);
    });
  });

  it('whatever people type, each `<` and `>` is ours', () => {
    fc.assert(
      fc.property(arbitraryMarkdown, (text) => {
        expect(live(written(text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('whatever people type in a sitrep, nobody is called', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryMarkdown, fc.string({ unit: 'binary' })), (text) => {
        expect(written(quoted(text))).not.toMatch(/<[@!#]/);
      }),
      { numRuns: 500 },
    );
  });

  it('no sign of theirs marks anything', () => {
    const signs = fc.array(fc.constantFrom('*', '_', '~', '`', ' ', 'a', 'é', '1', '.', '>', '```'), { maxLength: 20 });
    fc.assert(
      fc.property(signs, (parts) => {
        const text = mrkdwn([paragraph(textPiece(parts.join('')))]);
        expect(text.match(/(?<![\p{L}\p{N}])[*_~](?=[^\s\u200b])/u), 'it would open').toBeNull();
        expect(text.match(/`(?!\u200b)/), 'it would be code').toBeNull();
        expect(text.match(/^\s*&gt;/), 'it would be a quotation').toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('code ends where ours ends', () => {
    expect(written('~~~\na\n```\n<!here>\n~~~')).toBe('```\na\n``\u200b`\n&lt;!here&gt;\n```');
    expect(written('`` a`b ``')).toBe('a`\u200bb');
  });
});

describe('nothing is lost', () => {
  it('each word of a document is in its text', () => {
    fc.assert(
      fc.property(arbitraryMarkdown, (markdown) => {
        const blocks = parse(markdown);
        expect(missingWords(blocks, unescaped(mrkdwn(blocks)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('what sitrep writes fits into one message as a whole, and says all that was typed', () => {
    const { state } = documents('Pulls fail for 40 teams');
    const made = sections(parse(state), OPTIONS);
    expect(
      made
        .map((one) => one.text.text)
        .join('\n\n')
        .replace(/\n+/g, '\n'),
    ).toBe(written(state).replace(/\n+/g, '\n'));
    expect(JSON.stringify(made).length).toBeLessThan(12_000);
  });
});

describe('Slack’s limits', () => {
  const huge = HUGE.map(([what, text]) => [what, parse(text)] as const);
  const more = 'https://gitlab.test/acme/incidents/-/issues/1';

  it.each(huge)('%s: sections that Slack takes, with a way to the rest', (_what, blocks) => {
    const made = sections(blocks, { ...OPTIONS, more });
    expect(JSON.stringify(made).length).toBeLessThanOrEqual(12_000);
    expect(made.length).toBeLessThanOrEqual(50);
    for (const { text } of made) {
      expect(text.text.length).toBeGreaterThan(0);
      expect(text.text.length).toBeLessThanOrEqual(3000);
      expect(live(text.text)).toEqual([]);
    }
    expect(made.at(-1)?.text.text.endsWith(`… <${more}|continued in GitLab>`)).toBe(true);
  });

  it.each([[{ blocks: 1, characters: 12_000 }], [{ blocks: 3, characters: 2000 }], [{ blocks: 50, characters: 600 }]])(
    'what stands beside it is counted: %j',
    (room) => {
      for (const [, blocks] of huge.slice(0, 6)) {
        const made = sections(blocks, { more }, room);
        expect(made.length).toBeLessThanOrEqual(room.blocks);
        expect(JSON.stringify(made).length).toBeLessThanOrEqual(room.characters);
      }
    },
  );

  it.each([300, 4000])('a text of at most %i characters', (most) => {
    for (const [, blocks] of huge) expect(textWithin(blocks, most, { more }).length).toBeLessThanOrEqual(most);
    expect(textWithin(parse('short'), most, { more })).toBe('short');
  });

  it('a long list is cut between its entries, a table between its rows, and each part is whole', () => {
    const list = Array.from({ length: 400 }, (_, index) => `${index + 1}. entry ${index + 1} of many`).join('\n');
    const lines = sections(parse(list), { more }).flatMap((one) => one.text.text.split('\n'));
    const entries = lines.filter((line) => /^\d/.test(line));
    expect(entries).toEqual(entries.map((_, index) => `${index + 1}. entry ${index + 1} of many`));
    expect(entries.length).toBeGreaterThan(200);
    const code = sections(parse(`~~~\n${'a line of code\n'.repeat(600)}~~~`), { more });
    for (const { text } of code) expect((text.text.match(/```/g) ?? []).length % 2).toBe(0);
  });

  it('Slack is told not to make links and mentions of bare words', () => {
    expect(sections(parse('a'))).toEqual([{ type: 'section', text: { type: 'mrkdwn', text: 'a', verbatim: true } }]);
    expect(sections(parse(''))).toEqual([]);
  });
});

/** All that Slack would make something of which we did not write: empty where the text is safe. */
function live(text: string): string[] {
  const rest = text
    .replace(/<(?:(?:https?:\/\/|mailto:)[^<>|\s]*(?:\|[^<>|\n]*)?|@U1)>/gi, '')
    .replace(/^(?:• |\d+\. |☐ |☑ | |>)+/gm, '');
  return rest.split('\n').filter((line) => /[<>]|&(?!(?:amp|lt|gt);)/.test(line));
}

function unescaped(text: string): string {
  return read(text).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
