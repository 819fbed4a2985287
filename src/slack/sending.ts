// Text on its way to Slack where it is no document: a topic, a notification. Nothing in it calls anybody or is a link.

/** The only three entities that Slack knows. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The text, cut so that it has at most `longest` characters once it is escaped; a last sign says that it was cut. */
export function shortened(text: string, longest: number): string {
  if (escaped(text).length <= longest) return text;
  let length = 1;
  let kept = '';
  for (const character of text) {
    length += escaped(character).length;
    if (length > longest) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
