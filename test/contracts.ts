// Where GitLab's own published contract is: schemas, OpenAPI document, payloads, answers of its documentation, CI schema. It
// is GitLab's and no part of this project.
//
// What needs it is left out where it is not there, and says so. The environment variable CONTRACTS names the folder, and
// makes it mandatory.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const named = process.env['CONTRACTS'];
const folder = named ? resolve(named) : fileURLToPath(new URL('../../shared/gitlab', import.meta.url));

/**
 * The address of one file or folder (with a slash at its end) of the contract; undefined where it is not there, which is
 * said in a line. Throws where CONTRACTS promised it.
 *
 * @param unchecked what stays unchecked without it, as the subject of a sentence
 */
export function contract(name: string, unchecked: string): URL | undefined {
  const url = new URL(name, `${pathToFileURL(folder).href}/`);
  if (existsSync(url)) return url;
  if (named) throw new Error(`CONTRACTS=${named} has no ${name}`);
  console.warn(`\n!!! NOT checked: ${unchecked}. For that, CONTRACTS=<folder with GitLab's ${name}> !!!\n`);
  return undefined;
}
