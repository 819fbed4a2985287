// What must not stand in anything sitrep writes, whatever people typed (facts: what GitLab makes of markdown).

/** Each thing that somebody could have smuggled in, with the line; empty where the text is safe. */
export function smuggled(text: string): string[] {
  const prose = withoutCode(text);
  return prose.split('\n').flatMap((line) => {
    const found = [];
    if (/(?<![\w`])@[\w]/.test(line)) found.push('a mention');
    if (/^\s*\/\w/.test(line)) found.push('a quick action');
    if (/<(?!!--|sub>|\/sub>)[a-z/!]/i.test(line.replace(/\\</g, ''))) found.push('HTML');
    if (
      /(?<!^<!-- (?:\/?sitrep:|What stands|A quick).*)-->/.test(line) &&
      !/^(Everything else|replace the lines)/.test(line)
    )
      found.push('the end of a comment');
    if (/(?<!\\)!\[/.test(line)) found.push('an image');
    if (/(?<![\\\w])[#~!](?=\d)|(?<!\\)~"/.test(line.replace(/\[#\d+\]\(|merge request !\d+|#\d+\b(?=[ .,)])/g, '')))
      found.push('a reference');
    return found.map((what) => `${what}: ${line}`);
  });
}

/** Rows of the tables whose cells are not as many as their header's. */
export function brokenRows(text: string): string[] {
  const broken: string[] = [];
  let columns = 0;
  for (const line of text.split('\n')) {
    const cells = line.startsWith('|') ? cellsIn(line) : 0;
    if (cells === 0) columns = 0;
    else if (columns === 0) columns = cells;
    else if (cells !== columns) broken.push(line);
  }
  return broken;
}

function cellsIn(row: string): number {
  return row.replace(/\\[\\|]/g, '').split('|').length - 2;
}

/** Front matter, fenced blocks and inline code are left out: nothing in them is resolved. */
function withoutCode(text: string): string {
  return text
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^(`{3,}|~{3,})[\s\S]*?^\1[`~]*$/gm, '')
    .replace(/(?<!\\)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, 'code');
}
