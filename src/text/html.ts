// What becomes of HTML in markdown: elements that only give form are left out, comments too, and everything else stays text.

/** Without comments in HTML; one that never ends stays. */
export function withoutHtmlComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('<!--', from);
    const close = open < 0 ? -1 : text.indexOf('-->', open + 4);
    if (close < 0) return kept.join('') + text.slice(from);
    kept.push(text.slice(from, open));
    from = close + 3;
  }
}

/** The elements that GitLab shows and that carry nothing but form; links and images do. */
const FORM = new Set(
  `abbr b bdo blockquote br cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li
  mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul
  var wbr`.split(/\s+/),
);

/** What is shown of an element's tag: nothing, or all of it as typed. */
export function shownTag(tag: string): string {
  const [, name = ''] = /^<\/?([a-z][\w-]*)/i.exec(tag) ?? [];
  return FORM.has(name.toLowerCase()) ? '' : tag;
}
