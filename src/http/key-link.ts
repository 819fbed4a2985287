// A key of ours in a link: the one thing that every text format keeps, that a person who reads it does not see, and that
// GitLab, where it leads, does not mind.

/** `url` with the key in its query. */
export function withKey(url: string, key: string): string {
  const keyed = new URL(url);
  const others = keyed.search.replace(/[?&]sitrep=[^&]*/g, '').replace(/^[?&]/, '');
  keyed.search = `${others === '' ? '' : `${others}&`}sitrep=${escaped(key)}`;
  return keyed.href;
}

/** The key in the last such link of a text, in whatever markup it is; undefined where there is none. */
export function keyIn(text: string): string | undefined {
  const last = [...text.matchAll(/[?&]sitrep=([A-Za-z0-9%]+)/g)].at(-1)?.[1];
  try {
    return last === undefined ? undefined : decodeURIComponent(last);
  } catch {
    return undefined;
  }
}

/** Letters and digits alone: whatever else there is means something in some markup. */
function escaped(key: string): string {
  return encodeURIComponent(key).replace(/[^A-Za-z0-9%]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
