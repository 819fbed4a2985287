// Days and instants as GitLab writes them.

/** `2026-03-14`, from ms UTC. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `2026-03-14 09:00:00 UTC`, as times stand in webhooks (behaviours H6). */
export function rubyTime(iso: string | null): string | null {
  return iso === null ? null : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** `2026-03-14T09:00:00Z`: the other way times stand in webhooks. */
export function isoSeconds(iso: string | null): string | null {
  return iso === null ? null : `${iso.slice(0, 19)}Z`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `March 11, 2026` of a day. */
export function longDay(day: string): string {
  const [year, month = '1', date] = day.split('-');
  return `${MONTHS[Number(month) - 1]} ${Number(date)}, ${year}`;
}

/** `Mar 11, 2026` of a day. */
export function shortDay(day: string): string {
  const [year, month = '1', date] = day.split('-');
  return `${MONTHS[Number(month) - 1]?.slice(0, 3)} ${Number(date)}, ${year}`;
}
