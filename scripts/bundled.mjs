// Which packages the bundle contains, as esbuild says in the metafile that `build.mjs --release` leaves beside it.
//
// `dependencies` of package.json are not the answer: much of what they bring is not bundled, and npm leaves out of its own
// list what a development tool needs as well.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One entry a package, by name: `{ name, version, folder }`. */
export function bundledPackages(metafile) {
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
  const folders = new Set();
  for (const { inputs } of Object.values(outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 && /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder) folders.add(folder);
    }
  return [...folders].map(described).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The licence text that a package demands to be passed on. Throws where it has none. */
export function licenceOf({ name, folder }) {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file) return readFileSync(join(folder, file), 'utf8').trim();
  throw new Error(`${name} is bundled, and has no file with its licence in ${folder}`);
}

function described(folder) {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) throw new Error(`${folder} is no package`);
  const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return { name, version, folder };
}
