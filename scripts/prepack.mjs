// What goes into the npm package and the image: the program, the list of what is in it, and the notices that go with it. All
// in dist/. npm runs this before it packs.
//
// The program contains all that it needs. So package.json has no `dependencies`, and `npx` has nothing else to fetch; what
// the program is made of stands in dist/sbom.cdx.json (CycloneDX), which is where a scanner should look. `--out DIR` puts
// everything elsewhere.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages, licenceOf } from './bundled.mjs';

const at = process.argv.indexOf('--out');
const out = at < 0 ? 'dist' : process.argv[at + 1];

execFileSync(process.execPath, ['scripts/build.mjs', '--release', '--quiet', '--out', out]);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const bundled = bundledPackages(join(out, 'sitrep.meta.json'));
writeFileSync(join(out, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(), null, 2)}\n`);
writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), notices());

/** npm's own document, reduced to what is bundled. Throws where npm does not know a package that is. */
function billOfMaterials() {
  // The name of the folder would be that of the product; `properties` are paths in it.
  const npm = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { metadata, components, dependencies, ...document } = JSON.parse(npm);
  const wanted = new Set(bundled.map((one) => `${one.name}@${one.version}`));
  const kept = components.filter((one) => wanted.delete(`${one.name}@${one.version}`));
  if (wanted.size > 0) throw new Error(`npm sbom does not list what is bundled: ${[...wanted].join(', ')}`);
  const product = { ...metadata.component, name: 'sitrep', version, properties: undefined };
  const refs = new Set([product, ...kept].map((one) => one['bom-ref']));
  return {
    ...document,
    metadata: { ...metadata, component: product },
    components: kept.map((one) => ({ ...one, properties: undefined })),
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn?.filter((one) => refs.has(one)) })),
  };
}

function notices() {
  const texts = bundled.map((one) => `${one.name} ${one.version}\n\n${licenceOf(one)}\n`);
  const line = `\n${'-'.repeat(80)}\n\n`;
  return ['sitrep contains these packages, with thanks to those who made them.\n', ...texts].join(line);
}
