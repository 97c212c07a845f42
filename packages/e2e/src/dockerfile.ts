/** Replays a Dockerfile without Docker: each stage is a folder, COPY copies, RUN is the caller's. */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { root } from './programs.ts';

export interface Stage {
  /** What is `/` in it. */
  folder: string;
  environment: Record<string, string>;
  workdir: string;
  /** The other instructions, the last of each. */
  settings: ReadonlyMap<string, string>;
}

/** The instructions of a Dockerfile, their lines put together. */
function instructions(text: string): [word: string, rest: string][] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line): [string, string][] => {
      const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
      return word === undefined || rest === undefined ? [] : [[word, rest]];
    });
}

/** Which files of the project reach the build, by `.dockerignore`: the last line that fits decides. */
function sentToBuild(path: string): boolean {
  const lines = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  let sent = true;
  for (const line of lines.filter((each) => each !== '' && !each.startsWith('#'))) {
    const [pattern, fits] = line.startsWith('!') ? [line.slice(1), true] : [line, false];
    const source = pattern
      .replaceAll('.', '\\.')
      .replaceAll('**/', '(.*/)?')
      .replaceAll(/(?<![.)])\*/g, '[^/]*');
    if (new RegExp(`^${source}(/.*)?$`).test(path)) sent = fits;
  }
  return sent;
}

function copy(from: string, to: string, takes: (source: string) => boolean): void {
  if (!existsSync(from)) throw new Error(`there is no ${from} to copy`);
  const target = to.endsWith('/') && !statSync(from).isDirectory() ? join(to, basename(from)) : to;
  mkdirSync(join(target, '..'), { recursive: true });
  cpSync(from, target, { recursive: true, filter: takes });
}

/** What a RUN is done by. */
export type Run = (command: string, stage: Stage) => void;

/** Replays every stage below `folder`, and answers with the last. */
export function replayDockerfile(folder: string, run: Run): Stage {
  const stages = new Map<string, Stage>();
  let stage: (Stage & { settings: Map<string, string> }) | null = null;
  for (const [word, rest] of instructions(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
    if (word === 'FROM') {
      const name = / AS (\S+)$/.exec(rest)?.[1] ?? 'last';
      stage = { folder: join(folder, name), environment: {}, workdir: '/', settings: new Map() };
      mkdirSync(stage.folder, { recursive: true });
      stages.set(name, stage);
      continue;
    }
    if (stage === null) throw new Error(`${word} stands before FROM`);
    const current = stage;
    const inside = (path: string) => join(current.folder, path.startsWith('/') ? path : join(current.workdir, path));
    if (word === 'WORKDIR') current.workdir = rest;
    else if (word === 'RUN') run(rest, current);
    else if (word === 'ENV') {
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) current.environment[name] = value;
    } else if (word === 'COPY') {
      const [, , source, words = ''] = /^(--from=(\S+) )?(.*)$/.exec(rest) ?? [];
      const paths = words.split(' ');
      const target = paths.pop() ?? '';
      const earlier = source === undefined ? null : (stages.get(source) ?? null);
      for (const path of paths) {
        const to = target.endsWith('/') ? `${inside(target)}/` : inside(target);
        if (earlier !== null) copy(join(earlier.folder, path), to, () => true);
        else copy(join(root, path), to, (file) => sentToBuild(relative(root, file)));
      }
    } else current.settings.set(word, rest);
  }
  if (stage === null) throw new Error('there is no stage');
  return stage;
}
