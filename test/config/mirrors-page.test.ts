// What people copy from the page about the mirrors works as it stands there.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/config/load.ts';
import { SECRETS } from '../../src/jobs/secrets.ts';

const page = readFileSync('docs/mirrors.md', 'utf8');
const blocks = [...page.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', text = '']) =>
  text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
);

describe('docs/mirrors.md', () => {
  it.each(blocks.map((text) => [text.split('\n')[0], text] as const))(
    'the configuration at "%s" is valid',
    (_first, text) => {
      // A service names communities that stand elsewhere in the same file.
      expect(loadPolicy(text)).toMatchObject({ ok: true });
    },
  );

  it('has a block for each mirror, and names every secret', () => {
    const keys = blocks.flatMap((text) => [...text.matchAll(/^(\w+):/gm)].map(([, key]) => key));
    expect(keys).toEqual(expect.arrayContaining(['slack', 'communities', 'jira', 'backlog', 'confluence']));
    const ours = SECRETS.filter((name) => /SLACK|JIRA|CONFLUENCE|PAGER/.test(name));
    expect(ours.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('leads to places that are there', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [link, file = '', anchor] of links) {
      const path = file === '' ? 'docs/mirrors.md' : `docs/${file}`;
      expect(existsSync(path), link).toBe(true);
      if (anchor !== undefined) expect(anchors(readFileSync(path, 'utf8')), link).toContain(anchor);
    }
  });
});

/** As GitLab makes them of headings. */
function anchors(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
