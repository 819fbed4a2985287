// The little JQL that a mirror needs: clauses joined by AND, and an order.
//
// Values may be quoted, with \ before a quote or another \. What is more than this is refused as if it were wrong, rather
// than misunderstood.

import { badQuery } from './errors.ts';

export type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<' | 'in' | 'not in';

export interface Clause {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
  /** Set where the values are the arguments of a function. */
  readonly call: string | undefined;
}

export interface Query {
  readonly clauses: readonly Clause[];
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
}

interface Token {
  readonly text: string;
  readonly kind: 'word' | 'quoted' | 'sign';
}

/** Reads a query. Throws 400 for what cannot be understood. */
export function parseJql(jql: string): Query {
  const tokens = tokenize(jql);
  const order = tokens.findIndex((token, at) => isWord(token, 'order') && isWord(tokens[at + 1], 'by'));
  const where = order < 0 ? tokens : tokens.slice(0, order);
  return {
    clauses: where.length === 0 ? [] : clausesOf(new Reader(where)),
    order: order < 0 ? [] : orderOf(tokens.slice(order + 2)),
  };
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw wrong('the query ends too early');
    this.#at += 1;
    return token;
  }

  sign(text: string): void {
    const token = this.next();
    if (token.kind !== 'sign' || token.text !== text) throw wrong(`expecting '${text}' before '${token.text}'`);
  }

  value(): string {
    const token = this.next();
    if (token.kind === 'sign') throw wrong(`expecting a value before '${token.text}'`);
    return token.text;
  }
}

function clausesOf(reader: Reader): Clause[] {
  const clauses = [clauseOf(reader)];
  while (!reader.done) {
    const joint = reader.next();
    if (!isWord(joint, 'and')) throw wrong(`expecting 'AND' or 'ORDER BY' before '${joint.text}'`);
    clauses.push(clauseOf(reader));
  }
  return clauses;
}

function clauseOf(reader: Reader): Clause {
  const field = reader.value().toLowerCase();
  const operator = operatorOf(reader);
  if (operator !== 'in' && operator !== 'not in') {
    return { field, operator, values: [reader.value()], call: undefined };
  }
  const first = reader.peek();
  const call = first?.kind === 'word' ? reader.next().text : undefined;
  reader.sign('(');
  const values = [reader.value()];
  for (let token = reader.next(); token.text !== ')' || token.kind !== 'sign'; token = reader.next()) {
    if (token.kind !== 'sign' || token.text !== ',') throw wrong(`expecting ')' or ',' before '${token.text}'`);
    values.push(reader.value());
  }
  return { field, operator, values, call };
}

const SIGNS: readonly string[] = ['=', '!=', '>=', '<=', '>', '<'];

function operatorOf(reader: Reader): Operator {
  const token = reader.next();
  if (isWord(token, 'in')) return 'in';
  if (isWord(token, 'not') && isWord(reader.peek(), 'in')) {
    reader.next();
    return 'not in';
  }
  if (token.kind !== 'sign' || !isSign(token.text)) throw wrong(`expecting an operator before '${token.text}'`);
  return token.text;
}

function isSign(text: string): text is '=' | '!=' | '>=' | '<=' | '>' | '<' {
  return SIGNS.includes(text);
}

function orderOf(tokens: readonly Token[]): Query['order'][number][] {
  if (tokens.length === 0) throw wrong('the order names no field');
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map(([field, direction, ...rest]) => {
    const known = direction === undefined || isWord(direction, 'asc') || isWord(direction, 'desc');
    if (!field || field.kind === 'sign' || !known || rest.length > 0) throw wrong('the order cannot be read');
    return { field: field.text.toLowerCase(), descending: isWord(direction, 'desc') };
  });
}

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|>=|<=|[=<>(),])|([^\s"'=<>!(),\\[\]{}|&;?*/%$#@~^`+:]+))/y;

function tokenize(jql: string): Token[] {
  const tokens: Token[] = [];
  const text = jql.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw wrong(`the character '${text.slice(at).trimStart().charAt(0)}' must be quoted or escaped`);
    const [, double, single, sign, word] = found;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

const wrong = (what: string): Error => badQuery(`Error in the JQL Query: ${what}.`);
