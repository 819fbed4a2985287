// Jira's query language, as far as it is used; whatever goes into a query is quoted here.

/** A text in quotes, whatever is in it. */
export function quoted(text: string): string {
  const printable = [...text].filter((character) => character >= ' ' && character !== '\u007f').join('');
  return `"${printable.replace(/[\\"]/g, '\\$&')}"`;
}

export function byLabel(label: string, project: string): string {
  return `project = ${quoted(project)} AND labels = ${quoted(label)} ORDER BY key ASC`;
}

export function byRemoteLink(globalId: string, project: string): string {
  return `project = ${quoted(project)} AND issue in issuesWithRemoteLinksByGlobalId(${quoted(globalId)}) ORDER BY key ASC`;
}

export function newestOf(project: string): string {
  return `project = ${quoted(project)} ORDER BY key DESC`;
}

/** By the server's clock, so that no time zone matters. */
export function changedLately(label: string, sinceMinutes: number): string {
  return `labels = ${quoted(label)} AND updated >= "-${Math.max(1, Math.ceil(sinceMinutes))}m" ORDER BY updated DESC`;
}

/** The number at the end of a key; 0 where there is none. */
export function numberOf(key: string): number {
  return Number(/-(\d+)$/.exec(key)?.[1] ?? 0);
}
