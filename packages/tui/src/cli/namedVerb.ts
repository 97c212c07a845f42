/** The verbs that name todos and do one thing to all of them: `done`, `undone`, `rm`, `restore`. */
import { fingerprint, type Outcome } from '@tock/shared';
import { printReceipt } from '../output/receipt.ts';
import { writeOptions } from './arguments.ts';
import { type Context, done } from './context.ts';
import { sayDryRun } from './dryRun.ts';
import { findTodos } from './findTodos.ts';
import { type Named, readReferences } from './references.ts';
import type { Verb } from './verb.ts';

interface NamedVerb {
  request: 'todo:complete' | 'todo:reopen' | 'todo:remove' | 'todo:restore';
  summary: string;
  /** What would be done: "complete". */
  would: string;
  /** What was done: "done". */
  past: string;
  /** What it was before: "already done". */
  already: string;
  examples: Verb['examples'];
}

/** Makes such a verb. One call is one op, one list, one commit. */
export function namedVerb({ request, summary, would, past, already, examples }: NamedVerb): Verb {
  return {
    summary,
    words: '<ref...>',
    options: writeOptions,
    examples,
    async run(context, { words, options }) {
      const named = await readReferences(context, words);
      if (!named.ok) return named;
      const { list, todos } = named.value;
      if (todos.length === 0) {
        context.output.note(`stdin is empty: nothing to ${would}`);
        return done;
      }
      if (options.flag('dryRun')) return sayOnly(context, named.value, would);
      const typed = fingerprint(request, ...todos);
      const receipt = await context.write(request, { op: context.op, list, typed, todos });
      if (!receipt.ok) return receipt;
      printReceipt(context, receipt.value, { past, already });
      return done;
    },
  };
}

async function sayOnly(context: Context, named: Named, would: string): Promise<Outcome<number>> {
  const found = await findTodos(context, named);
  if (!found.ok) return found;
  const { todos } = found.value;
  return sayDryRun(
    context,
    { list: named.list, todos },
    todos.map(({ n, title }) => `${would} ${n}  ${title}`),
  );
}
