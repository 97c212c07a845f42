/** What tockd does beside serving: the first word of its command line, a row each. The file of a row is loaded when it is asked for. */

/** Does it, with the words that follow, and answers with the exit code. Throws as reading the options, or opening a store, does. */
export type Operation = (words: readonly string[], environment: NodeJS.ProcessEnv) => Promise<number>;

interface OperationRow {
  /** As it is typed. */
  usage: string;
  summary: string;
  load(): Promise<Operation>;
}

const rows: readonly OperationRow[] = [
  {
    usage: 'backup FILE',
    summary: 'a copy of the store as it is now, verified; also while a server runs',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    usage: 'restore FILE',
    summary: 'puts a backup in the place of the store, which is kept aside',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    usage: 'verify [FILE]',
    summary: 'checks the store and the memory of its server, or a backup',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    usage: 'health',
    summary: 'asks the server that the same options run whether it is ready',
    load: async () => (await import('./health.ts')).health,
  },
  {
    usage: 'unit',
    summary: 'prints how the service manager of this machine runs this tockd',
    load: async () => (await import('./unit.ts')).unit,
  },
];

const nameOf = ({ usage }: OperationRow) => usage.split(' ', 1)[0];

/** The operation of a first word, or null when it is none. */
export async function operationOf(word: string | undefined): Promise<Operation | null> {
  return (await rows.find((row) => nameOf(row) === word)?.load()) ?? null;
}

/** The rows, for people. */
export function operationsHelp(): string {
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  const lines = rows.map(({ usage, summary }) => `  tockd ${usage.padEnd(width)}  ${summary}`);
  return `\nBeside serving (each has --help, and takes these options):\n${lines.join('\n')}`;
}
