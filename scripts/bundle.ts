/** Bundles the package in whose folder it runs into `dist`: one file a program, so that a command starts fast. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { leftOut, onDemand, pastTheDoor } from './bundlePlugins.ts';
import sources from './sources.cjs';

/** The programs of each package, as CommonJS: `dist/<name>.js`. */
const programs: Record<string, Record<string, string>> = {
  '@tock/server': { tockd: 'src/main.ts', sqliteWorker: 'src/journal/sqliteWorker.ts' },
  '@tock/tui': { tock: 'src/main.ts' },
};
/** What only some commands load, as a module, for Ink awaits at its top: `dist/<name>.mjs`, with all that it needs. */
const apart: Record<string, Record<string, string>> = { '@tock/tui': { tui: 'src/tui.tsx' } };

const { name, version }: { name: string; version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const entryPoints = programs[name];
if (entryPoints === undefined) throw new Error(`nothing is known about how to bundle ${name}`);

const hash = sources.hashOfSources();
const outdir = 'dist';
const options = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  outdir,
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  plugins: [leftOut, onDemand, pastTheDoor(join('..', 'shared', 'src', 'index.ts'))],
  metafile: true,
  logLevel: 'warning',
  define: {
    __TOCK_VERSION__: JSON.stringify(`${version}+${hash.slice(0, 8)}`),
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    // The optional native parts of ws are never installed: it need not look for them at every start.
    'process.env.WS_NO_BUFFER_UTIL': '"1"',
    'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
  },
} satisfies BuildOptions;

const results = await Promise.all([
  build({
    ...options,
    entryPoints,
    format: 'cjs',
    define: { ...options.define, 'import.meta.url': '__url' },
    banner: { js: "const __url=require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({
    ...options,
    entryPoints: apart[name] ?? {},
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    // Packages in CommonJS call `require` for what Node brings; a module has none.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  }),
]);
writeFileSync(join(outdir, 'package.json'), '{"type":"commonjs"}');

// What an earlier build left goes last: a program that runs meanwhile finds its files until then.
const outputs = results.flatMap(({ metafile }) => Object.keys(metafile.outputs));
const kept = new Set(['package.json', ...outputs.map((file) => basename(file))]);
for (const file of readdirSync(outdir)) {
  if (!kept.has(file)) rmSync(join(outdir, file), { recursive: true });
}
if (outputs.some((file) => dirname(file) !== outdir)) throw new Error('a bundle lies outside of dist');
writeFileSync(join(outdir, sources.STAMP), hash);
