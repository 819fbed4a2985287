// The mark in each comment of ours: what was said in it, for a run that has to find out whether a claim
// was kept. It stands on one line, at the end; it is believed only in a comment of the bot itself,
// since anybody can write one.

const MARK = /<!-- sitrep:said ([0-9a-z:.+-]+) -->\s*$/;

export function withMark(text: string, key: string): string {
  return `${text.trimEnd()}\n\n<!-- sitrep:said ${key} -->`;
}

export function markIn(text: string): string | undefined {
  return MARK.exec(text)?.[1];
}
