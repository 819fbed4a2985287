// Bundles the command line, the demo, the sandbox and the benchmark into dist/.
//
// The command line ships as one CommonJS file: it starts faster than an ES module, and what one
// subcommand needs is evaluated only when that subcommand runs. What only `sitrep listen` needs is a third as much again, so
// that is a file beside it. `--out DIR` puts everything elsewhere. With
// `--release` only what users get is made, and sitrep.meta.json beside it, which says what is in it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const at = process.argv.indexOf('--out');
const out = at < 0 ? 'dist' : process.argv[at + 1];

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  keepNames: true,
  loader: { '.hbs': 'text', '.md': 'text', '.yml': 'text' },
  legalComments: 'none',
  define: { SITREP_VERSION: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version) },
  logLevel: process.argv.includes('--quiet') ? 'error' : 'warning',
};

const listener = {
  name: 'listener-beside',
  setup({ onResolve }) {
    onResolve({ filter: /slack\/listen\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './sitrep-listen.cjs', external: true } : undefined,
    );
  },
};

const program = { format: 'cjs', metafile: true };
const { metafile } = await build({
  ...common,
  ...program,
  entryPoints: ['src/main.ts'],
  outfile: `${out}/sitrep.cjs`,
  plugins: [listener],
});
const beside = await build({
  ...common,
  ...program,
  entryPoints: ['src/slack/listen.ts'],
  outfile: `${out}/sitrep-listen.cjs`,
});

if (process.argv.includes('--release')) {
  const outputs = { ...metafile.outputs, ...beside.metafile.outputs };
  writeFileSync(`${out}/sitrep.meta.json`, JSON.stringify({ outputs }));
} else {
  const ownPrograms = ['demo', 'sandbox', 'bench'].filter((name) => existsSync(`src/${name}/main.ts`));
  await build({
    ...common,
    entryPoints: Object.fromEntries(ownPrograms.map((name) => [name, `src/${name}/main.ts`])),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    packages: 'external',
  });
}
