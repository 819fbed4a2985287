// A configuration file as YAML: its values, and where in the file each of them stands.

import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLParseError } from 'yaml';

/** Something that is wrong, where it is (both counted from 1), in words for whoever wrote the file. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export type Path = readonly PropertyKey[];

export interface Read {
  readonly value: unknown;
  /** Where a key or item stands; else the nearest thing around it that is in the file. */
  place(path: Path): { readonly line: number; readonly column: number };
  /** What the file says at exactly this path, where it is repeated from elsewhere (`*`, `<<`) too; else undefined. */
  at(path: Path): unknown;
}

/** More is no configuration: five thousand services are half of it. */
const MOST_CHARACTERS = 1_000_000;

/** Times that anchors may unfold; a short file can else grow without end. */
const MOST_ALIASES = 50;

/** Never throws for what is in `text`. An empty file, or one of comments alone, has the value `{}`. */
export function readYaml(text: string): { readonly read: Read } | { readonly faults: readonly Fault[] } {
  if (text.length > MOST_CHARACTERS)
    return {
      faults: [{ line: 1, column: 1, text: `the file has ${text.length} characters, ${MOST_CHARACTERS} are the most` }],
    };
  const source = text.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  // Keys that are lists would be a warning on the console; the check of the keys finds them too.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'error', merge: true });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wrong = told([...document.errors, ...document.warnings]);
  if (wrong.length > 0)
    return { faults: wrong.map((error) => ({ ...place(error.pos[0]), text: inWords(error, source) })) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
    const read: Read = {
      value,
      place: (path) => place(offsetOf(document, path)),
      at: (path) => path.reduce(inside, value),
    };
    return { read };
  } catch (error) {
    const name = error instanceof ReferenceError ? /: (\S+)$/.exec(error.message)?.[1] : undefined;
    const at = source.indexOf(name === undefined ? '*' : `*${name}`);
    const what =
      name === undefined
        ? 'the anchors (`&`, `*`) of this file unfold into too much; write it out'
        : `\`*${name}\` repeats something that no \`&${name}\` before it names`;
    return { faults: [{ ...place(Math.max(0, at)), text: what }] };
  }
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** Keys that are there twice are each a slip; of other faults the first one makes those behind it. */
function told(errors: readonly YAMLParseError[] | readonly Document['warnings'][number][]): Document['warnings'] {
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return (first ? [...twice, first] : twice).sort((a, b) => a.pos[0] - b.pos[0]);
}

function inWords({ code, pos: [from] }: Document['warnings'][number], source: string): string {
  const here = source.slice(from, from + 60);
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab at the beginning of a line; YAML wants spaces there';
    case 'DUPLICATE_KEY':
      return `\`${/^[^\s:]*/.exec(here)?.[0] ?? ''}\` is here a second time; one of the two has to go`;
    case 'MULTIPLE_DOCS':
      return 'a second document begins here (`---`); the file may have one';
    case 'BAD_SCALAR_START':
      return `a text that begins with ${here.charAt(0)} needs quotes`;
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'a colon too many: is the line indented too far, or does a text with a colon need quotes?';
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return 'a bracket or quotation mark is not closed, or the line is not indented as its neighbours are';
    case 'BAD_DQ_ESCAPE':
      return 'a backslash within double quotes; use single quotes';
    case 'TAG_RESOLVE_FAILED':
      return 'a tag (`!`) says nothing here; leave it out, or put the text in quotes';
    default:
      return 'this cannot be read as YAML: is a bracket or quotation mark not closed, or a line indented too far?';
  }
}

function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const found = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))?.key
      : isSeq(parent)
        ? parent.items[Number(key)]
        : undefined;
    if (typeof found === 'object' && found !== null && 'range' in found && Array.isArray(found.range))
      return Number(found.range[0]);
  }
  return 0;
}
