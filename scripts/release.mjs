// Making a release. The components name the image and the package of their own version; GitLab tells a component its version
// only since 18.7, so it is written into their texts, and checked again when the tag is there.
//
//   node scripts/release.mjs prepare 1.2.3 group/sitrep   writes the version everywhere; group/sitrep is the project on GitLab
//   node scripts/release.mjs check 1.2.3 group/sitrep     says what is not of that version; for the pipeline of the tag
//   node scripts/release.mjs notes 1.2.3                  prints what CHANGELOG.md says of it

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const CHANGELOG = 'CHANGELOG.md';
/** Where people read what to type. */
const DOCS = ['docs/getting-started.md', 'docs/operations.md'];

const [mode, version = '', path = ''] = process.argv.slice(2);
const modes = { prepare, check, notes };
if (!(mode in modes)) fail('what to do? prepare, check or notes');
if (!SEMVER.test(version)) fail(`"${version}" is no version; write it as 1.2.3`);
if (mode !== 'notes' && !/^[\w.-]+(\/[\w.-]+)+$/.test(path)) fail(`"${path}" is no project; write it as group/sitrep`);
modes[mode]();

function prepare() {
  if (!/^## Unreleased/m.test(read(CHANGELOG))) fail(`${CHANGELOG} has no part "## Unreleased"; what is new?`);
  const day = new Date().toISOString().slice(0, 10);
  edit(CHANGELOG, (text) => text.replace(/^## Unreleased.*$/m, `## ${version} (${day})`));
  edit('package.json', (text) => text.replace(/^( {2}"version": )".*"/m, `$1"${version}"`));
  edit('package-lock.json', (text) => withVersion(JSON.parse(text)));
  for (const file of templates()) edit(file, withAddresses);
  for (const file of DOCS) edit(file, (text) => text.replace(/sitrep-\d[\w.-]*\.tgz/g, `sitrep-${version}.tgz`));
  console.log(`Written. Now: npm run generate && npm test, commit, and push a tag ${version} from the default branch.`);
}

function check() {
  const wrong = [];
  const { version: own } = JSON.parse(read('package.json'));
  if (own !== version) wrong.push(`package.json is ${own}`);
  if (partOf(version) === undefined) wrong.push(`${CHANGELOG} has no part "## ${version}"`);
  for (const file of templates())
    if (withAddresses(read(file)) !== read(file)) wrong.push(`${file} names another image or package`);
  if (wrong.length > 0)
    fail(`${wrong.join('; ')}. Run: node scripts/release.mjs prepare ${version} ${path}, commit, and move the tag`);
  console.log(`Everything is of ${version}.`);
}

function notes() {
  process.stdout.write(partOf(version) ?? fail(`${CHANGELOG} has no part "## ${version}"`));
}

/** Addresses that are right on whatever instance the project is mirrored to. */
function withAddresses(text) {
  const tarball = `projects/${path.replaceAll('/', '%2F')}/packages/npm/sitrep/-/sitrep-${version}.tgz`;
  // One that GitLab tells its version makes the tag of it.
  const ownVersion = /^ {2}component: \[version\]$/m.test(text);
  return text
    .replace(
      /^( {4}image:\n(?: {6}.*\n)*? {6}default: ).*$/m,
      (_all, before) => `${before}$CI_REGISTRY/${path}${ownVersion ? '' : `:${version}`}`,
    )
    .replace(
      /^( {4}package:\n(?: {6}.*\n)*? {6}default: ).*$/m,
      (_all, before) => `${before}$CI_API_V4_URL/${tarball}`,
    );
}

function withVersion(lock) {
  lock.version = version;
  lock.packages[''].version = version;
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function partOf(wanted) {
  const parts = read(CHANGELOG).split(/^## /m).slice(1);
  const part = parts.find((one) => one.split(/\s/, 1)[0] === wanted);
  return part === undefined ? undefined : `${part.slice(part.indexOf('\n')).trim()}\n`;
}

function templates() {
  return readdirSync('templates').map((name) => `templates/${name}/template.yml`);
}

function edit(file, change) {
  writeFileSync(file, change(read(file)));
}

function read(file) {
  return readFileSync(file, 'utf8');
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
