// Emoji in a text come back from Slack by their names: 👍 as `:+1:` (facts 4).
//
// Only those that people in an incident are likely to use; all others stay as they are.

const NAMES: ReadonlyMap<string, string> = new Map([
  ['👍', '+1'],
  ['👎', '-1'],
  ['👀', 'eyes'],
  ['👋', 'wave'],
  ['👏', 'clap'],
  ['🙏', 'pray'],
  ['💪', 'muscle'],
  ['✅', 'white_check_mark'],
  ['✔', 'heavy_check_mark'],
  ['☑', 'ballot_box_with_check'],
  ['❌', 'x'],
  ['❓', 'question'],
  ['❗', 'exclamation'],
  ['⚠', 'warning'],
  ['⏰', 'alarm_clock'],
  ['⏳', 'hourglass_flowing_sand'],
  ['⛔', 'no_entry'],
  ['🔥', 'fire'],
  ['🚨', 'rotating_light'],
  ['🚑', 'ambulance'],
  ['🚒', 'fire_engine'],
  ['🚀', 'rocket'],
  ['📌', 'pushpin'],
  ['📣', 'mega'],
  ['📝', 'memo'],
  ['📞', 'telephone_receiver'],
  ['🔒', 'lock'],
  ['🔗', 'link'],
  ['🐛', 'bug'],
  ['🎉', 'tada'],
  ['❤', 'heart'],
  ['🙂', 'slightly_smiling_face'],
  ['😅', 'sweat_smile'],
  ['🔴', 'red_circle'],
  ['🟠', 'large_orange_circle'],
  ['🟡', 'large_yellow_circle'],
  ['🟢', 'large_green_circle'],
]);

/** One of them, with the mark that makes it a picture, or with a colour of skin. */
const EMOJI = new RegExp(`(${[...NAMES.keys()].join('|')})(?:\\uFE0F|(\\p{Emoji_Modifier}))?`, 'gu');

/** The lightest colour of skin is the second; the first is none. */
const LIGHTEST = 0x1f3fb - 2;

/** The text with names for pictures. */
export function withEmojiNames(text: string): string {
  return text.replace(EMOJI, (_whole, picture: string, skin: string | undefined) => {
    const tone = skin === undefined ? '' : `:skin-tone-${(skin.codePointAt(0) ?? 0) - LIGHTEST}:`;
    return `:${NAMES.get(picture)}:${tone}`;
  });
}
