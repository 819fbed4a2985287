// What a stranger gets when they clone: nothing in it is about the machine that it was written on.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trackedFiles } from './sources.ts';

const files = trackedFiles();

describe('tracked files', () => {
  it('name no folder of a build machine', () => {
    // Written so that this line does not find itself.
    const folder = new RegExp(`(^|[\\s'"\`(=:])/(${['work', 'farm', 'home/[a-z]+', 'Users'].join('|')})/[\\w.-]`);
    expect(found(folder)).toEqual([]);
  });

  it('name no registry: whoever installs uses their own', () => {
    const lock: { packages: Record<string, { resolved?: string }> } = JSON.parse(
      readFileSync('package-lock.json', 'utf8'),
    );
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(files.filter((file) => /(^|\/)\.(npmrc|yarnrc(\.yml)?)$/.test(file))).toEqual([]);
  });

  it('never call the program by its bare name through npx: npmjs.com has that from whoever took it', () => {
    expect(found(/npx (?:-y |--yes )?sitrep\b/)).toEqual([]);
  });

  it('name the package by the version that this is', () => {
    const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = files
      .filter((file) => /^(docs\/[^/]*|README)\.md$/.test(file))
      .flatMap((file) => readFileSync(file, 'utf8').match(/sitrep-\d[\w.-]*\.tgz/g) ?? []);
    expect(new Set(named)).toEqual(new Set([`sitrep-${version}.tgz`]));
  });

  it('hold no secret that looks like one of GitLab’s', () => {
    expect(found(/\bgl(pat|ptt|dt|rt|cbt)-[\w-]{20,}/)).toEqual([]);
  });

  it('contain no output of a build', () => {
    expect(files.filter((file) => /^(dist|demo-out|coverage|node_modules)\//.test(file))).toEqual([]);
  });
});

describe('CHANGELOG.md', () => {
  it('has an entry for what is in the works or for the version of package.json', () => {
    const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
    const entries = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? '');
    expect(entries.some((entry) => /^Unreleased\b/.test(entry) || entry.startsWith(version))).toBe(true);
  });

  it('says something under each heading', () => {
    const parts = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m).slice(1);
    expect(parts.filter((part) => !/^- \S/m.test(part))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('has every platform’s part of a package: npm ci refuses a lock that lacks one, on any platform', () => {
    const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
      readFileSync('package-lock.json', 'utf8'),
    );
    const wanted = Object.values(lock.packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !(`node_modules/${name}` in lock.packages))).toEqual([]);
  });
});

describe('versions', () => {
  it('are pinned: an unpinned install takes something else next year', () => {
    const {
      dependencies,
      devDependencies,
    }: Record<string, Record<string, string>> = JSON.parse(readFileSync('package.json', 'utf8'));
    const all = Object.entries({ ...dependencies, ...devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

/** `file:line` of every line that matches. */
function found(pattern: RegExp): string[] {
  return files
    .filter((file) => file !== 'package-lock.json')
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 100)}`] : [])),
    );
}
