// What the links of a review lead to in the checkout: whether it is there, and the headings of a page.
//
// The review is whatever somebody wrote in a merge request: nothing outside the repository is looked at, also where a
// symbolic link of its leads there, and no more is read than a page has.

import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Found } from '../documents/check-links.ts';
import { references } from '../text/references.ts';

/** Bytes of a page whose headings are looked for. */
const MOST_BYTES = 2_000_000;

/** The folder above `file` that git knows; its own where there is none. */
export function repositoryOf(file: string): string {
  for (let folder = dirname(resolve(file)); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, '.git'))) return folder;
  return dirname(resolve(file));
}

/** @param path from the root, inside it */
export async function lookAt(root: string, path: string): Promise<Found> {
  const whole = join(root, path);
  const inside = await realpath(whole)
    .then(async (real) => (`${real}${sep}`.startsWith(`${await realpath(root)}${sep}`) ? real : undefined))
    .catch(() => undefined);
  if (inside === undefined) return { is: 'nothing', beside: await readdir(dirname(whole)).catch(() => []) };
  const { size, isPage } = await stat(inside).then((one) => ({
    size: one.size,
    isPage: one.isFile() && /\.(md|markdown)$/i.test(path),
  }));
  if (!isPage || size > MOST_BYTES) return { is: 'there' };
  return { is: 'there', anchors: references(await readFile(inside, 'utf8')).anchors };
}
