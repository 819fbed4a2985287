// Whether Confluence would take a text for its storage format: XHTML that is well formed.
//
// Elements are closed in order and only XML's own five entities have names. What the elements mean is not looked at.

const TOKEN =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);|[^<&]+/y;

/** What is wrong with it; undefined when nothing is. */
export function storageProblem(text: string): string | undefined {
  const open: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) return `Error parsing xhtml: unexpected '${text.slice(at, at + 10)}' at offset ${at}`;
    const [, closing, name, , empty] = found;
    if (name === undefined || empty === '/') continue;
    if (closing !== '/') open.push(name);
    else if (open.pop() !== name) return `Error parsing xhtml: unexpected close tag </${name}>`;
  }
  return open.length === 0 ? undefined : `Error parsing xhtml: <${open.at(-1)}> is not closed`;
}
