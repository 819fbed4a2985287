// Making a release, on a copy of the project: everything is of the new version, and the check of the tag sees what is not.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMapping, componentFile, components, parseCi, readCiFile, withInputs } from './ci-yaml.ts';

const NEXT = '7.8.9';
let copy: string;
const read = (file: string): string => readFileSync(join(copy, file), 'utf8');

function release(...args: readonly string[]): { code: number | null; says: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/release.mjs', ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { code: status, says: `${stdout}${stderr}` };
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'sitrep-release-'));
  for (const part of ['scripts', 'templates', 'docs', 'package.json', 'package-lock.json', 'CHANGELOG.md'])
    cpSync(part, join(copy, part), { recursive: true });
  writeFileSync(
    join(copy, 'CHANGELOG.md'),
    '# Changelog\n\n## Unreleased\n\n- Better.\n\n## 0.0.1 (2026-01-01)\n\n- First.\n',
  );
});
afterAll(() => rmSync(copy, { recursive: true }));

describe('a release', () => {
  it.each([
    [['prepare', 'v7', 'acme/sitrep'], '"v7" is no version; write it as 1.2.3'],
    [['prepare', NEXT, 'sitrep'], '"sitrep" is no project'],
    [['prepare', NEXT, 'acme/$(id)'], 'is no project'],
    [['publish', NEXT, 'acme/sitrep'], 'prepare, check or notes'],
    [['check', NEXT, 'acme/sitrep'], 'names another image or package'],
  ])('%j is refused: %s', (args, why) => {
    expect(release(...args)).toEqual({ code: 1, says: expect.stringContaining(why) });
  });

  it('is prepared, and then everything is of its version', () => {
    expect(release('prepare', NEXT, 'acme/tools/sitrep').code).toBe(0);
    expect(release('check', NEXT, 'acme/tools/sitrep')).toEqual({ code: 0, says: `Everything is of ${NEXT}.\n` });
    expect(JSON.parse(read('package.json')).version).toBe(NEXT);
    expect(JSON.parse(read('package-lock.json')).packages[''].version).toBe(NEXT);
    expect(read('docs/getting-started.md')).toContain(`npx --yes ./sitrep-${NEXT}.tgz`);
    expect(read('CHANGELOG.md')).toMatch(/^## 7\.8\.9 \(\d{4}-\d\d-\d\d\)$/m);
  });

  it.each(components)('gives %s the image and the package of its version, on whatever instance', (name) => {
    const { inputs } = parseCi(read(componentFile(name)));
    const value = (input: string): unknown => inputs.find((one) => one.name === input)?.default;
    const tag = name === 'incident-response' ? '' : `:${NEXT}`; // GitLab tells it its version
    expect(value('image')).toBe(`$CI_REGISTRY/acme/tools/sitrep${tag}`);
    const path = 'projects/acme%2Ftools%2Fsitrep/packages/npm/sitrep/-/sitrep-7.8.9.tgz';
    expect(value('package')).toBe(`$CI_API_V4_URL/${path}`);
    for (const { default: fallback, regex } of inputs)
      if (regex !== undefined && fallback !== undefined) expect(String(fallback)).toMatch(new RegExp(regex));
  });

  it('changes nothing else in them', () => {
    for (const name of components) {
      const [before, after] = [readFileSync(componentFile(name), 'utf8'), read(componentFile(name))];
      const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
      expect(changed.map((line) => line.trim().split(' ')[0])).toEqual(['default:', 'default:']);
    }
  });

  it('has in its notes what the changelog says of it', () => {
    expect(release('notes', NEXT)).toEqual({ code: 0, says: '- Better.\n' });
    expect(release('notes', '9.9.9').code).toBe(1);
  });

  it('is refused under another version, and from another project', () => {
    expect(release('check', '7.8.10', 'acme/tools/sitrep').says).toContain('package.json is 7.8.9');
    expect(release('check', NEXT, 'other/sitrep').says).toContain('names another image or package');
  });
});

describe('what is committed', () => {
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

  it.each(components)('%s names the image and package of the version in package.json, or none that exists', (name) => {
    const { header, inputs } = readCiFile(componentFile(name));
    const [image, tarball] = ['image', 'package'].map((input) => inputs.find((one) => one.name === input)?.default);
    expect(image).toMatch(/^(unreleased\.invalid|\$CI_REGISTRY)\//);
    const own = 'component' in asMapping(header['spec']); // GitLab tells it its version
    expect(String(image).split(':')[1]).toBe(own ? undefined : version);
    expect(tarball).toMatch(/^(unreleased\.invalid|\$CI_API_V4_URL)\//);
    expect(tarball).toMatch(new RegExp(`/sitrep-${version.replaceAll('.', '\\.')}\\.tgz$`));
  });

  it('the image is one that the released program runs in: Node of the tested line, not as root', () => {
    const lines = readFileSync('Dockerfile', 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z]+ /.test(line));
    const words = lines.map((line) => line.split(' '));
    const of = (instruction: string): string[][] => words.filter(([first]) => first === instruction);
    const tested = JSON.stringify(readCiFile('ci/test.yml').content['test']);

    const node = /^node:(\d+)\.\d+\.\d+-alpine$/.exec(of('FROM')[0]?.[1] ?? '')?.[1];
    expect(of('FROM')).toHaveLength(1);
    expect(tested).toContain(`"NODE":["20","${node}"]`);
    expect(of('USER').at(-1)).toEqual(['USER', 'node']);
    expect(words.findIndex(([first]) => first === 'USER')).toBeGreaterThan(
      words.findLastIndex(([first]) => first === 'RUN'),
    );
  });

  it('the image copies only what it is let have, and all that is the package’s or the project’s', () => {
    const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?:--\S+ )*(.+) \S+$/gm)].flatMap(
      ([, from = '']) => from.split(' '),
    );
    const allowed = readFileSync('.dockerignore', 'utf8').trim().split('\n');
    const { files }: { files: string[] } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(allowed[0]).toBe('*');
    expect(
      allowed
        .slice(1)
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual([...copied].sort());
    expect(copied.filter((file) => file !== 'LICENSE' && !files.includes(file))).toEqual([]);
    const { artifacts } = asMapping(readCiFile('ci/package.yml').content['package']);
    expect(asMapping(artifacts)['paths']).toEqual(expect.arrayContaining(copied.filter((file) => file !== 'LICENSE')));
  });

  it('the components’ jobs run that image under the name that the release gives it', () => {
    const { content, inputs } = readCiFile(componentFile('react'));
    const values = Object.fromEntries(inputs.map(({ name, default: value }) => [name, value ?? 'x']));
    const base = asMapping(asMapping(withInputs(content, values))['.sitrep-react-from-image']);
    expect(base['image']).toBe(values['image']);
    const { script } = asMapping(readCiFile('ci/image.yml').content['container']);
    expect(JSON.stringify(script)).toContain('buildah push \\"$CI_REGISTRY_IMAGE:$CI_COMMIT_TAG\\"');
  });
});
