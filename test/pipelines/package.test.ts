// The npm package as users have it: packed, and run in an empty folder without the repository and without a registry; and
// published by the script of the job that does it.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importsOf, partOf, sourceFiles } from '../house/sources.ts';
import { asMapping, readCiFile } from './ci-yaml.ts';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const tarball = `sitrep-${version}.tgz`;
let folder: string;
let packed: Packed;

/** No registry, no configuration of this machine, nothing of the project. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    npm_config_cache: join(folder, '.npm'),
    npm_config_update_notifier: 'false',
  };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitrep-package-'));
  mkdirSync(join(folder, 'empty'));
  const ran = spawnSync('npm', ['pack', '--json', '--pack-destination', folder], {
    env: environment(),
    encoding: 'utf8',
  });
  const list: Packed[] = JSON.parse(ran.stdout.slice(ran.stdout.search(/^\[/m)));
  if (!list[0]) throw new Error(ran.stderr);
  packed = list[0];
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the npm package', () => {
  it('has the program, what is in it, and what to read; nothing else', () => {
    expect(packed.filename).toBe(tarball);
    expect(packed.files.map(({ path }) => path).sort()).toEqual([
      ...['CHANGELOG.md', 'LICENSE', 'README.md'],
      ...['dist/THIRD-PARTY-NOTICES.txt', 'dist/sbom.cdx.json', 'dist/sitrep-listen.cjs', 'dist/sitrep.cjs'],
      'package.json',
    ]);
  });

  it.each([
    [['--version'], 0, version],
    [['init', '--help'], 0, 'Usage: sitrep init'],
    [['config', '--help'], 0, 'Usage: sitrep config'],
    [['react'], 2, 'CI_SERVER_URL is not set'],
  ])('npx of it runs `sitrep %j` without network: exit code %i, %j', (args, code, says) => {
    const ran = spawnSync('npx', ['--yes', '--offline', `../${tarball}`, ...args], {
      cwd: join(folder, 'empty'),
      env: environment(),
      encoding: 'utf8',
    });
    expect([ran.status, `${ran.stdout}${ran.stderr}`]).toEqual([code, expect.stringContaining(says)]);
  });

  it('demands no other package: all are in the program', () => {
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect([dependencies, optionalDependencies, peerDependencies]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the list of what is in it (SBOM)', () => {
  const names = (): string[] => {
    const { components }: { components: { name: string }[] } = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8'));
    return components.map(({ name }) => name);
  };

  it('is CycloneDX, about this version', () => {
    const { bomFormat, metadata } = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8'));
    expect([bomFormat, metadata.component.name, metadata.component.version]).toEqual(['CycloneDX', 'sitrep', version]);
  });

  it('names every package that the program imports, and no tool', () => {
    const shipped = sourceFiles().filter((file) => !['sandbox', 'demo', 'bench'].includes(partOf(file)));
    const imported = [...new Set(shipped.flatMap((file) => importsOf(file).packages))];
    expect(imported).toContain('zod');
    expect(imported.filter((name) => !names().includes(name))).toEqual([]);
    expect(names().filter((name) => ['vitest', 'fastify', 'esbuild', 'typescript'].includes(name))).toEqual([]);
  });

  it('goes with the licence of each', () => {
    const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
    expect(names().filter((name) => !new RegExp(`^${name.replace('.', '\\.')} \\d`, 'm').test(notices))).toEqual([]);
    expect(notices).toContain('Permission is hereby granted');
  });

  it('names no path of the machine that made it', () => {
    expect(readFileSync('dist/sbom.cdx.json', 'utf8')).not.toContain(process.cwd());
  });
});

describe('the job that tries the package', () => {
  it('runs', async () => {
    const job = asMapping(readCiFile('ci/package.yml').content['package-works']);
    mkdirSync(join(folder, 'project'));
    cpSync(join(folder, tarball), join(folder, 'project/dist', tarball));
    const env = {
      ...environment(),
      CI_PROJECT_DIR: join(folder, 'project'),
      TMPDIR: folder,
      npm_config_offline: 'true',
    };
    const [code, says] = await shell([job['script']].flat().join('\n'), folder, env);
    expect([code, says]).toEqual([0, expect.stringMatching(new RegExp(`^${version}$[^]*^Usage: sitrep init`, 'm'))]);
  });
});

describe('publishing', () => {
  let server: Server;
  const seen: { method?: string | undefined; url?: string | undefined; token?: string | undefined; tags?: unknown }[] =
    [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        const body = Buffer.concat(chunks).toString('utf8');
        if (method === 'PUT')
          seen.push({ method, url, token: headers.authorization, tags: JSON.parse(body)['dist-tags'] });
        response.writeHead(method === 'PUT' ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('goes to the project’s own registry, with the job’s token, which is written nowhere', async () => {
    const { port } = server.address() as AddressInfo;
    const project = join(folder, 'job');
    cpSync(join(folder, tarball), join(project, 'dist', tarball));
    const job = asMapping(readCiFile('ci/package.yml').content['package-publish']);
    const api = `http://127.0.0.1:${port}/api/v4`;
    const known: Readonly<Record<string, string>> = { CI_API_V4_URL: api, CI_PROJECT_ID: '7' };
    const { REGISTRY: declared } = asMapping(job['variables']);
    const registry = String(declared).replace(/\$\{(\w+)\}/g, (_all, name: string) => known[name] ?? '');
    const env = { ...environment(), CI_COMMIT_TAG: version, CI_JOB_TOKEN: 'job-t0ken', REGISTRY: registry };
    expect(await shell([job['script']].flat().join('\n'), project, env)).toEqual([0, expect.stringContaining(version)]);

    expect(seen).toEqual([
      {
        method: 'PUT',
        url: '/api/v4/projects/7/packages/npm/sitrep',
        token: 'Bearer job-t0ken',
        tags: { latest: version },
      },
    ]);
    expect(readFileSync(join(project, '.npmrc'), 'utf8')).not.toContain('job-t0ken');
  });
});

/** Exit code and output of lines in one shell; the server of this process goes on answering. */
function shell(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<[number | null, string]> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-e', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.on('close', (code) => resolve([code, out]));
  });
}
