// What a job printed, as it is repeated to people.

import { expect, it } from 'vitest';
import { lastLines, lastWords } from '../../src/setup/trace.ts';

const ESC = '\u001b';
const TRACE = [
  `section_start:1760000000:step_script\r${ESC}[0K${ESC}[0;m${ESC}[36;1mExecuting${ESC}[0;m`,
  `${ESC}]8;;https://evil.example${ESC}\\a link${ESC}]8;;${ESC}\\`,
  'using glpat-abcdefgh12345678 here',
  '✗ SITREP_TOKEN is refused',
  `section_end:1760000001:step_script\r${ESC}[0K`,
  `${ESC}[31;1mERROR: Job failed: exit code 2${ESC}[0;m`,
  '',
].join('\n');

it('is what sitrep says is wrong, else the last lines', () => {
  expect(lastWords(TRACE)).toBe('✗ SITREP_TOKEN is refused');
  expect(lastWords('one\ntwo\nthree\nERROR: Job failed: exit code 1\n')).toBe('two three');
  expect(lastWords('')).toBe('');
});

it('has no colours, no marks of the runner and no token, and is bounded', () => {
  expect(lastLines(TRACE)).toEqual([
    'Executing',
    expect.stringContaining('a link'),
    'using [secret] here',
    '✗ SITREP_TOKEN is refused',
    'ERROR: Job failed: exit code 2',
  ]);
  expect(lastLines(TRACE).join('')).not.toContain(ESC);
  expect(lastLines('x\n'.repeat(100))).toHaveLength(6);
  expect(lastWords('x'.repeat(1000))).toHaveLength(300);
});
