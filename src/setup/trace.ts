// What a job printed, as words that can be repeated: without what is for a terminal or the runner, and without tokens.

import { stripVTControlCharacters } from 'node:util';

/** Characters of one line, or of the few that say why a job ended. */
const LONGEST = 300;
const FEW = 6;
const TOKEN = /\bgl[a-z]{2,6}-[\w.-]{8,}/g;
/** Where a part of the log begins and ends; the runner prints it before the line that is seen. */
const SECTION = /section_(?:start|end):\d+:\S+/g;

/** Why a job ended, out of its trace: what sitrep says is wrong, else the last two lines; one line. */
export function lastWords(trace: string): string {
  const lines = linesOf(trace).filter((line) => !line.startsWith('ERROR: Job failed'));
  const problems = lines.filter((line) => line.startsWith('✗'));
  return cut((problems.length > 0 ? problems : lines.slice(-2)).join(' '));
}

/** The last few lines of a trace. */
export function lastLines(trace: string): readonly string[] {
  return linesOf(trace).slice(-FEW).map(cut);
}

function linesOf(trace: string): readonly string[] {
  return stripVTControlCharacters(trace)
    .replace(SECTION, '')
    .split(/\r?\n|\r/)
    .map((line) => line.replace(TOKEN, '[secret]').trim())
    .filter((line) => line !== '');
}

function cut(line: string): string {
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
