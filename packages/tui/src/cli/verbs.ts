/** The verbs by name: only the one that is invoked is loaded. */
import type { Verb } from './verb.ts';

interface Row {
  readonly aliases: readonly string[];
  readonly summary: string;
  load(): Promise<{ verb: Verb }>;
}

/** Every verb, the daily ones first. Verbs are not abbreviated. */
export const verbs: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['add', { aliases: [], summary: 'add a todo, or one per line of stdin', load: () => import('../commands/add.ts') }],
  ['ls', { aliases: ['list'], summary: 'print todos', load: () => import('../commands/ls.ts') }],
  [
    'show',
    { aliases: [], summary: 'print one todo with notes and history', load: () => import('../commands/show.ts') },
  ],
  ['done', { aliases: ['do'], summary: 'complete todos', load: () => import('../commands/done.ts') }],
  ['undone', { aliases: [], summary: 'open completed todos again', load: () => import('../commands/undone.ts') }],
  ['edit', { aliases: ['modify', 'mod'], summary: 'change a todo', load: () => import('../commands/edit.ts') }],
  [
    'note',
    { aliases: ['annotate'], summary: 'append to the notes of a todo', load: () => import('../commands/note.ts') },
  ],
  ['rm', { aliases: ['del', 'delete'], summary: 'remove todos', load: () => import('../commands/rm.ts') }],
  ['restore', { aliases: [], summary: 'bring removed todos back', load: () => import('../commands/restore.ts') }],
  ['mv', { aliases: [], summary: 'move todos, also to another list', load: () => import('../commands/mv.ts') }],
  ['undo', { aliases: [], summary: 'take back what you did last', load: () => import('../commands/undo.ts') }],
  ['redo', { aliases: [], summary: 'do again what you took back last', load: () => import('../commands/redo.ts') }],
  ['log', { aliases: [], summary: 'print who did what, the newest first', load: () => import('../commands/log.ts') }],
  [
    'watch',
    { aliases: [], summary: 'print changes as they become durable', load: () => import('../commands/watch.ts') },
  ],
  ['who', { aliases: [], summary: 'print who follows a list right now', load: () => import('../commands/who.ts') }],
  [
    'lists',
    { aliases: [], summary: 'print, create, rename and archive lists', load: () => import('../commands/lists.ts') },
  ],
  [
    'webhook',
    {
      aliases: [],
      summary: 'send the changes of a list to an address',
      load: () => import('../commands/webhook.ts'),
    },
  ],
  [
    'status',
    {
      aliases: [],
      summary: 'say where todos go, without starting anything',
      load: () => import('../commands/status.ts'),
    },
  ],
  [
    'server',
    {
      aliases: [],
      summary: 'start, stop and look at the server on this machine',
      load: () => import('../commands/server.ts'),
    },
  ],
  ['help', { aliases: [], summary: 'explain a verb or a topic', load: () => import('../commands/help.ts') }],
]);

/** The verb of this name or alias. */
export function findVerb(name: string): { name: string; row: Row } | null {
  for (const [verb, row] of verbs) {
    if (verb === name || row.aliases.includes(name)) return { name: verb, row };
  }
  return null;
}
