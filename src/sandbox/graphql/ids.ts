// Global ids: `gid://gitlab/Issue/41`. The number is REST's id, never the iid.

export function gid(type: string, id: number): string {
  return `gid://gitlab/${type}/${id}`;
}

/** The number of a global id of one of these types; undefined for any other text. */
export function idOf(given: string, ...types: readonly string[]): number | undefined {
  const [, type = '', id] = /^gid:\/\/gitlab\/([\w:]+)\/(\d+)$/.exec(given) ?? [];
  return types.includes(type) ? Number(id) : undefined;
}
