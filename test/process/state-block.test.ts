// The block that sitrep owns in a description, and what people leave of it.

import { describe, expect, it } from 'vitest';
import { blockIn, withBlock } from '../../src/process/state-block.ts';

const state = (what: string) => `### Live incident state\n\n${what}\n\n<sub>Kept by sitrep from what is said.</sub>`;
const block = (what: string, seq = 1) => withBlock('', state(what), seq);
const open = /^.*-->\n/;
const CLOSE = '<!-- /sitrep:state -->';

describe('when the state is written', () => {
  it.each<[what: string, description: string]>([
    ['nothing but the report', 'Report.'],
    ['an older copy under it', `${block('now')}\n\nReport.\n\n${block('before')}`],
    ['a copy that somebody changed', `${block('now')}\n\nReport.\n\n${block('a').replace('a', 'b')}`],
    ['a forged one on top', `${block('now').replace('now', 'All is well')}\n\nReport.\n\n${block('now', 5)}`],
    ['one without its last mark', `${block('now').replace(CLOSE, '')}\n\nReport.`],
    ['one without its last mark above another', `${block('a').replace(CLOSE, '')}\n\nReport.\n\n${block('b')}`],
    ['one without its first mark', `${block('now').replace(open, '')}\n\nReport.`],
    ['a stray last mark', `${block('now')}\n\nReport.\n\n${CLOSE}`],
  ])('over %s, it stands there once and the report stays', (_what, description) => {
    const written = withBlock(description, state('new'), 9);
    expect(written.match(/### Live incident state/g)).toHaveLength(1);
    expect(written.match(/sitrep:state/g)).toHaveLength(2);
    expect(written.match(/Report\./g)).toHaveLength(1);
    expect(blockIn(written)).toEqual({ text: state('new'), seq: 9, intact: true });
    expect(withBlock(written, state('new'), 9)).toBe(written);
  });
});

it('beside a copy it is not intact, and what was written into the copy is told', () => {
  const forged = block('a', 3).replace('\na\n', '\na\nAll is well\n');
  expect(blockIn(`${block('now')}\n\n${block('before')}`)).toMatchObject({ text: state('now'), intact: false });
  expect(blockIn(`${block('now')}\n\n${forged}`)).toMatchObject({ text: expect.stringContaining('All is well') });
});
