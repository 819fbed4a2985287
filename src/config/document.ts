// A configuration file as YAML: its values, and where in the file each of them stands.

import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';

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

/** More is no configuration: a thousand services are half of it. */
const MOST_CHARACTERS = 300_000;

/** Each costs a walk through the file. */
const MOST_REPEATS = 500;

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
  try {
    return readDocument(source, lines);
  } catch (error) {
    const name = error instanceof ReferenceError ? /: (\S+)$/.exec(error.message)?.[1] : undefined;
    const at = source.indexOf(name === undefined ? '*' : `*${name}`);
    const what =
      name !== undefined
        ? `\`*${name}\` repeats something that no \`&${name}\` before it names`
        : error instanceof RangeError
          ? 'this file is nested too deeply to be read'
          : UNFOLDS;
    return { faults: [{ ...placeIn(lines, Math.max(0, at)), text: what }] };
  }
}

const UNFOLDS = 'the anchors (`&`, `*`) of this file unfold into too much; write it out';

/** Throws where the file is nested too deeply, or its anchors are missing or unfold into too much. */
function readDocument(source: string, lines: LineCounter): ReturnType<typeof readYaml> {
  // The parser's own search for keys that are there twice takes minutes on a long file, and its warnings go to the console.
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    merge: true,
    uniqueKeys: false,
  } as const;
  const document = parseDocument(source, options);
  const [first] = [...document.errors, ...document.warnings];
  const faults = [
    ...duplicates(document, source),
    ...(first ? [{ at: first.pos[0], text: inWords(first, source) }] : []),
  ].sort((a, b) => a.at - b.at);
  if (faults.length > 0) return { faults: faults.map(({ at, text }) => ({ ...placeIn(lines, at), text })) };
  const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  const read: Read = {
    value,
    place: (path) => placeIn(lines, offsetOf(document, path)),
    at: (path) => path.reduce(inside, value),
  };
  return { read };
}

function placeIn(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Keys that stand twice in the same place: YAML would take the last of them without a word. */
function duplicates(document: Document, source: string): { at: number; text: string }[] {
  const found: { at: number; text: string }[] = [];
  let repeats = 0;
  visit(document, {
    Alias() {
      repeats += 1;
      if (repeats > MOST_REPEATS) throw new Error(UNFOLDS);
    },
    Map(_position, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value) && key.value !== '<<')
          found.push({ at: key.range?.[0] ?? 0, text: twice(source.slice(key.range?.[0] ?? 0)) });
        seen.add(key.value);
      }
    },
  });
  return found.slice(0, 20);
}

function twice(here: string): string {
  return `\`${/^[^\s:]{0,40}/.exec(here.slice(0, 60))?.[0] ?? ''}\` is here a second time; one of the two has to go`;
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function inWords({ code, pos: [from] }: Document['warnings'][number], source: string): string {
  const here = source.slice(from, from + 60);
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab at the beginning of a line; YAML wants spaces there';
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
