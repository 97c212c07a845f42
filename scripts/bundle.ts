/** Bundles the package in whose folder it runs into `dist`: one small graph of files, so that a command starts fast. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import sources from './sources.cjs';

/** The entries of each package. A name on the left becomes `dist/<name>.js`. */
const entries: Record<string, Record<string, string>> = {
  '@tock/server': { tockd: 'src/main.ts', sqliteWorker: 'src/journal/sqliteWorker.ts' },
  '@tock/tui': { tock: 'src/main.ts', tui: 'src/tui.tsx' },
};

/**
 * What is not bundled, and what stands in its place: Ink imports React's developer tools, which are never installed (nothing
 * of them runs, for `DEV` is defined away); Socket.IO traces with `debug` each packet in its own words, a dozen calls for each,
 * and whoever sets DEBUG would have the token and the todos of everyone in the log.
 */
const absent: Record<string, string> = {
  'react-devtools-core': 'module.exports = undefined;',
  debug: 'module.exports = () => () => {}; module.exports.debug = module.exports;',
};
const leftOut: Plugin = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${Object.keys(absent).join('|')})$`);
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({ contents: absent[path] ?? '' }));
  },
};

/** Packages in CommonJS call `require` for what Node brings; a module has none. */
const requireForModules =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const options = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Measured: one CommonJS file starts 3 ms (4 %) sooner, but can neither await at its top nor leave the TUI apart.
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  banner: { js: requireForModules },
  plugins: [leftOut],
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

const { name, version }: { name: string; version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
const entryPoints = entries[name];
if (entryPoints === undefined) throw new Error(`nothing is known about how to bundle ${name}`);

const hash = sources.hashOfSources();
const outdir = 'dist';
const result = await build({
  ...options,
  entryPoints,
  outdir,
  define: {
    __TOCK_VERSION__: JSON.stringify(`${version}+${hash.slice(0, 8)}`),
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    // The optional native parts of ws are never installed: it need not look for them at every start.
    'process.env.WS_NO_BUFFER_UTIL': '"1"',
    'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
  },
});

// What an earlier build left goes last: a program that runs meanwhile finds its files until then.
const built = new Set(Object.keys(result.metafile.outputs).map((file) => basename(file)));
for (const file of readdirSync(outdir)) {
  if (!built.has(file)) rmSync(join(outdir, file), { recursive: true });
}
const first = Object.keys(result.metafile.outputs)[0];
if (first === undefined || dirname(first) !== outdir) throw new Error('a bundle lies outside of dist');
writeFileSync(join(outdir, sources.STAMP), hash);
