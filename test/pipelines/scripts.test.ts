// What the components' jobs type into the shell: run with programs that only say how they were called.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMapping, componentFile, type Mapping, readCiFile, withInputs } from './ci-yaml.ts';

let programs: string;

beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'sitrep-programs-'));
  for (const name of ['node', 'npx', 'sitrep'])
    writeFileSync(join(programs, name), `#!/bin/sh\necho "${name}" "$@" "token=$SITREP_TOKEN"\n`, { mode: 0o755 });
});
afterAll(() => rmSync(programs, { recursive: true }));

describe.each(['react', 'sweep'])('%s', (component) => {
  it.each([
    ['bundle', {}, `node .gitlab/sitrep.cjs ${component} token=t0ken`],
    ['bundle', { bundle: 'tools/s.cjs' }, `node tools/s.cjs ${component} token=t0ken`],
    [
      'npx',
      { package: '@acme/sitrep@1.2.3' },
      `npx --yes --package @acme/sitrep@1.2.3 -- sitrep ${component} token=t0ken`,
    ],
    ['image', {}, `sitrep ${component} token=t0ken`],
  ])('from: %s %j runs: %s', (from, inputs, expected) => {
    const { code, lines } = run(component, { ...inputs, from }, { SITREP_TOKEN: 't0ken' });
    expect([code, lines.at(-1)]).toEqual([0, expected]);
  });

  it('from: npx without a package says what to set', () => {
    const { code, lines } = run(component, { from: 'npx' }, { SITREP_TOKEN: 't0ken' });
    expect(code).not.toBe(0);
    expect(lines.join('\n')).toContain('set the input package');
  });

  it('takes the token from the variable that is named, and has none where that is not set', () => {
    const inputs = { from: 'image', 'token-variable': 'INCIDENT_BOT' };
    expect(run(component, inputs, { INCIDENT_BOT: 'other' }).lines.at(-1)).toBe(`sitrep ${component} token=other`);
    expect(run(component, inputs, {}).lines.at(-1)).toBe(`sitrep ${component} token=`);
  });
});

describe('sweep', () => {
  it.each([
    [false, 'sitrep sweep token=t0ken'],
    [true, 'sitrep sweep --full token=t0ken'],
  ])('full: %s runs: %s', (full, expected) => {
    expect(run('sweep', { from: 'image', full }, { SITREP_TOKEN: 't0ken' }).lines).toEqual([expected]);
  });
});

/** Runs the job of a component with these inputs as a runner would: all lines in one POSIX shell that stops at a failure. */
function run(component: string, given: Mapping, env: Record<string, string>): { code: number | null; lines: string[] } {
  const { content, inputs } = readCiFile(componentFile(component));
  const defaults = Object.fromEntries(inputs.map(({ name, default: value }) => [name, value ?? 'sitrep-bot']));
  const all = asMapping(withInputs(content, { ...defaults, ...given }));
  const job = asMapping(all[`sitrep-${component}`]);
  const base = asMapping(all[String(job['extends'])]);
  const variables = Object.entries(asMapping(job['variables'])).map(([name, value]) => [name, String(value)]);
  const ran = spawnSync('sh', ['-e', '-c', [job['before_script'], base['script']].flat().join('\n')], {
    env: { PATH: `${programs}:/usr/bin:/bin`, ...Object.fromEntries(variables), ...env },
    encoding: 'utf8',
  });
  return { code: ran.status, lines: `${ran.stdout}${ran.stderr}`.trim().split('\n') };
}
