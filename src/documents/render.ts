// Documents are Handlebars templates, and everything that is put into them is escaped here, at the leaf.
//
// A view is plain data. Every text in it is written inert, unless it was made by one of our own
// functions and is marked as finished markdown: so a template that an organisation wrote for itself is
// as safe as ours.

import Handlebars from 'handlebars';
import announcement from '../../templates/react/announcement.md.hbs';
import roleCard from '../../templates/react/role-card.md.hbs';
import state from '../../templates/react/state.md.hbs';
import mergeRequest from '../../templates/review/merge-request.md.hbs';
import pir from '../../templates/review/pir.md.hbs';
import pirShort from '../../templates/review/pir-short.md.hbs';
import { digest } from '../process/comments.ts';
import { inert } from '../text/markdown.ts';

const SOURCES = {
  state,
  'role-card': roleCard,
  announcement,
  pir,
  'pir-short': pirShort,
  'merge-request': mergeRequest,
};
export type DocumentName = keyof typeof SOURCES;

/** Text that is markdown already and safe as it is. */
export class Markdown {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** `text` with the values put in, each of them inert. */
export function md(strings: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): Markdown {
  const written = values.map((value) => (value instanceof Markdown ? value.text : inert(String(value))));
  return new Markdown(strings.map((part, index) => part + (written[index] ?? '')).join(''));
}

export type View = { readonly [key: string]: ViewValue };
type ViewValue = string | number | boolean | undefined | Markdown | View | readonly ViewValue[];

/** The document `name`, from the default template or one of the organisation's own. */
export function render(name: DocumentName, view: View, own?: string): string {
  const text = template(own ?? SOURCES[name])(escaped(view));
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

const engine = Handlebars.create();
engine.registerHelper('block', function (this: unknown, name: string, options: Handlebars.HelperOptions) {
  const text = options.fn(this).trim();
  return `<!-- sitrep:begin ${name} ${digest(text)} -->\n\n${text}\n\n<!-- sitrep:end ${name} -->\n`;
});

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** `noEscape`: Handlebars knows HTML only; the view was escaped for markdown before. */
function template(source: string): Handlebars.TemplateDelegate {
  const known = compiled.get(source) ?? engine.compile(source, { noEscape: true, strict: false });
  compiled.set(source, known);
  return known;
}

function escaped(value: ViewValue): unknown {
  if (typeof value === 'string') return inert(value);
  if (value instanceof Markdown) return value.text;
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
  return value;
}
