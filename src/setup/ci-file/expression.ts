// The conditions of `rules: if`, as far as they can be known before there is a pipeline. The grammar is that of GitLab's
// "CI/CD expressions": comparisons with `==`, `!=`, `=~`, `!~`, joined by `&&` and `||`.

/** Undefined where it depends on what is not known. */
export type Truth = boolean | undefined;
/** Null where the variable is not set; undefined where that is not known. */
export type Lookup = (variable: string) => string | null | undefined;

type Value = { readonly text: string | null | undefined } | { readonly pattern: RegExp | undefined };

const TOKEN =
  /\s*(?:(\$\{?[A-Za-z_]\w*\}?)|("[^"]*"|'[^']*')|(\/(?:\\.|[^/\\])+\/[a-z]*)|(null\b)|(==|!=|=~|!~|&&|\|\||!|\(|\)))/y;

/** Undefined as well where the condition is none that GitLab would take. */
export function truthOf(condition: string, lookup: Lookup): Truth {
  const tokens = tokensOf(condition);
  if (!tokens) return undefined;
  let next = 0;

  function either(): Truth {
    let truth = both();
    while (tokens?.[next] === '||') {
      next += 1;
      truth = or(truth, both());
    }
    return truth;
  }
  function both(): Truth {
    let truth = comparison();
    while (tokens?.[next] === '&&') {
      next += 1;
      truth = and(truth, comparison());
    }
    return truth;
  }
  function comparison(): Truth {
    if (tokens?.[next] === '!') {
      next += 1;
      return not(comparison());
    }
    if (tokens?.[next] === '(') {
      next += 1;
      const truth = either();
      next += 1;
      return truth;
    }
    const left = operand(tokens?.[next] ?? '', lookup);
    const operator = tokens?.[next + 1] ?? '';
    if (!/^(==|!=|=~|!~)$/.test(operator)) {
      next += 1;
      return isSet(left);
    }
    const right = operand(tokens?.[next + 2] ?? '', lookup);
    next += 3;
    const truth = operator.endsWith('~') ? matches(left, right) : equals(left, right);
    return operator.startsWith('!') ? not(truth) : truth;
  }

  const truth = either();
  return next === tokens.length ? truth : undefined;
}

export const and = (a: Truth, b: Truth): Truth => (a === false || b === false ? false : a && b);
const or = (a: Truth, b: Truth): Truth => (a === true || b === true ? true : a === undefined ? undefined : b);
const not = (a: Truth): Truth => (a === undefined ? undefined : !a);

function tokensOf(condition: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; condition.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(condition);
    if (!found) return undefined;
    tokens.push(found[0].trim());
  }
  return tokens.length > 0 ? tokens : undefined;
}

function operand(token: string, lookup: Lookup): Value {
  if (token.startsWith('$')) return { text: lookup(token.replace(/[${}]/g, '')) };
  if (/^["']/.test(token)) return { text: token.slice(1, -1) };
  if (token === 'null') return { text: null };
  const [, source, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(token) ?? [];
  return { pattern: source === undefined ? undefined : patternOf(source, flags) };
}

/** GitLab's patterns are RE2; what JavaScript does not take is not known. */
function patternOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags.replace(/[^ims]/g, ''));
  } catch {
    return undefined;
  }
}

function isSet(value: Value): Truth {
  if (!('text' in value) || value.text === undefined) return undefined;
  return value.text !== null && value.text !== '';
}

function equals(left: Value, right: Value): Truth {
  if (!('text' in left) || !('text' in right) || left.text === undefined || right.text === undefined) return undefined;
  return left.text === right.text;
}

function matches(left: Value, right: Value): Truth {
  if (!('text' in left) || left.text === undefined) return undefined;
  const pattern = 'pattern' in right ? right.pattern : patternIn(right.text);
  return pattern && (left.text === null ? false : pattern.test(left.text));
}

/** A pattern may come from a variable. */
function patternIn(text: string | null | undefined): RegExp | undefined {
  const [, source, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text ?? '') ?? [];
  return source === undefined ? undefined : patternOf(source, flags);
}
