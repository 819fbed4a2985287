// Web addresses in what people write: found, made plain, and never one that carries a password in its user part.

/** Up to a blank or what markdown puts around an address. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`|\\^{}[\]]{1,2000}/gi;

/** Every http(s) address in `text`, in order, without what a sentence adds behind it. */
export function addressesIn(text: string): readonly URL[] {
  return [...text.matchAll(ADDRESS)].flatMap(([found]) => {
    const url = addressOf(withoutPunctuation(found));
    return url ? [url] : [];
  });
}

/** `text` as an address, where it is one of the web that anybody may be shown. */
export function addressOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.username === '' && url.password === '' && url.hostname !== '' ? url : undefined;
}

/** `(see https://a.test/b).` names `https://a.test/b`; a bracket that was opened in it belongs to it. */
function withoutPunctuation(found: string): string {
  const text = found.replace(/[.,;:!?*~]{1,9}$/, '');
  return text.endsWith(')') && count(text, ')') > count(text, '(') ? withoutPunctuation(text.slice(0, -1)) : text;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
