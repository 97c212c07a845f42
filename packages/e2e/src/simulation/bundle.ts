/** Makes one file of the simulation and of the parts of tock that it runs, with texts replaced on the way: nothing in the sources. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../programs.ts';
import { tunings } from './tunings.ts';

/** A text of a source that is replaced while it is bundled. It must occur exactly once. */
export interface Patch {
  /** From the top of the project. */
  file: string;
  find: string;
  replace: string;
}

export class PatchDoesNotApply extends Error {
  override name = 'PatchDoesNotApply';
}

/** The text of a source after its patches. */
export function patched(file: string, text: string, patches: readonly Patch[]): string {
  let result = text;
  for (const { find, replace } of patches) {
    const parts = result.split(find);
    if (parts.length !== 2) throw new PatchDoesNotApply(`${file} has ${parts.length - 1} times, not once: ${find}`);
    result = parts.join(replace);
  }
  return result;
}

function replacing(patches: readonly Patch[]): Plugin {
  const byFile = new Map<string, Patch[]>();
  for (const patch of patches) {
    const path = join(root, patch.file);
    byFile.set(path, [...(byFile.get(path) ?? []), patch]);
  }
  return {
    name: 'patches',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const wanted = byFile.get(path);
        if (wanted === undefined) return undefined;
        return { contents: patched(path, await readFile(path, 'utf8'), wanted), loader: 'ts' };
      });
    },
  };
}

/** Writes the simulation, with these patches, to a file. */
export async function bundleSimulation(outfile: string, patches: readonly Patch[] = []): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Packages in CommonJS call `require` for what Node brings; a module has none.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [replacing([...tunings, ...patches])],
    logLevel: 'silent',
  });
}
