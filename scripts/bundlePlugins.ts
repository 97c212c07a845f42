/** What bundling does to the sources beyond putting them together, each for what a command costs at its start or may say. */
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * What is not bundled, and what stands in its place. Ink imports React's developer tools, which are never installed (nothing of
 * them runs, for `DEV` is defined away). Socket.IO's client brings a way to poll that tock never takes, with an HTTP client of
 * its own. Socket.IO traces with `debug` each packet in its own words, a dozen calls for each, and whoever sets DEBUG would have
 * the token and the todos of everyone in the log.
 */
const absent: Record<string, string> = {
  'react-devtools-core': 'module.exports = undefined;',
  'xmlhttprequest-ssl': 'module.exports = undefined;',
  debug: 'module.exports = () => () => {}; module.exports.debug = module.exports;',
};
export const leftOut: Plugin = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${Object.keys(absent).join('|')})$`);
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({ contents: absent[path] ?? '' }));
    onResolve({ filter: /\/tui\.tsx$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './tui.mjs', external: true } : undefined,
    );
  },
};

/**
 * Parts of Node that packages load at their top for what few runs do: commander for programs of subcommands, ws for TLS and
 * compression. They are loaded when the first of their names is asked for. The packages must take them whole (`const tls =
 * require('tls')`): a name taken out of one at once is loaded at once.
 */
export const onDemand: Plugin = {
  name: 'on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?(child_process|https|tls|zlib)$/ }, ({ path, importer }) =>
      /\/node_modules\/(commander|ws)\//.test(importer)
        ? { path: path.replace('node:', ''), namespace: 'node' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('node:${path}')[name] });`,
    }));
  },
};

/** Where each value that leaves by a door is at home; types have no home. */
async function homesBehind(door: string): Promise<Map<string, string>> {
  const behind = [...readFileSync(door, 'utf8').matchAll(/^export \* from '(.+)';$/gm)];
  const entryPoints = behind.map(([, path = '']) => resolve(dirname(door), path));
  const { metafile } = await build({ entryPoints, outdir: 'none', write: false, metafile: true, format: 'esm' });
  const homes = new Map<string, string>();
  for (const { entryPoint = '', exports } of Object.values(metafile.outputs)) {
    const file = resolve(entryPoint);
    for (const name of exports) homes.set(name, file);
    if (basename(file) === basename(door)) for (const [name, home] of await homesBehind(file)) homes.set(name, home);
  }
  return homes;
}

/**
 * Binds what is imported from the shared package's one door to the files behind it. Bundled as it is written, whoever asks for
 * one word of the contract would make every schema of it first: a dozen milliseconds for a command that needs none.
 */
export function pastTheDoor(door: string): Plugin {
  const imports = /^import (type )?\{([^}]*)\} from '@tock\/shared';$/gm;
  return {
    name: 'past-the-door',
    async setup({ onLoad }) {
      const homes = await homesBehind(door);
      const bound = (word: string) => {
        const name = word.replace(/ as .*/, '');
        const home = homes.get(name);
        if (home === undefined) throw new Error(`${name} is not behind ${door}`);
        return `import { ${word} } from ${JSON.stringify(home)};`;
      };
      onLoad({ filter: /\/packages\/(tui|server)\/src\/.*\.tsx?$/ }, ({ path }) => {
        const contents = readFileSync(path, 'utf8').replace(imports, (_, type: string | undefined, words: string) => {
          const values = words.split(',').map((word) => word.trim());
          if (type !== undefined) return '';
          return values
            .filter((word) => word !== '' && !word.startsWith('type '))
            .map(bound)
            .join(' ');
        });
        if (contents.includes("'@tock/shared'"))
          throw new Error(`${path} uses the shared package in a way unknown here`);
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
      });
    },
  };
}
