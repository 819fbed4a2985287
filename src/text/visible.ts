// The characters of a text that can be seen.
//
// People, and what they paste from, put in characters that hide words, turn them round or make one name look like another;
// sitrep's own `inert` puts in word joiners. A service that gets a text as data needs none of them.

/** Joiners within emoji and scripts, and the few format characters of Arabic that are drawn, stay. */
const UNSEEN = /(?!\u200c|\u200d|[\u0600-\u0605\u06dd])\p{Cf}|(?![\t\n])\p{Cc}/gu;

/** Without control, zero-width and direction characters; a lone half of a surrogate pair is replaced (U+FFFD). */
export function visible(text: string): string {
  return text
    .replace(UNSEEN, '')
    .replace(/[\u2028\u2029]/g, ' ')
    .replace(/\p{Cs}/gu, '\ufffd');
}
