/** What a write prints: its receipt, for whoever reads. */
import { type Receipt, sanitise } from '@tock/shared';
import type { Context } from '../cli/context.ts';
import type { Output } from './output.ts';

/** What happened, as receipts say it to people. */
export interface Words {
  /** Before each todo: "added". */
  past: string;
  /** When all of it was so before: "already done". */
  already: string;
}

/** Prints a receipt; with `changed: false`, says so beside the data. */
export function printReceipt({ output, place }: Context, receipt: Receipt, { past, already }: Words): void {
  const { todos, rev, listName, changed } = receipt;
  const where = place === '' ? listName : `${listName} · ${place}`;
  const { bold, dim } = output.shades;
  const single = todos.length === 1;
  output.print({
    json: () => receipt,
    ids: () => todos.map(({ id }) => id),
    plain: () => todos.map(({ id }) => [id, String(rev)]),
    terminal: () => {
      const end = single ? `   ${dim(sanitise(where))}` : '';
      return todos.map(({ n, title }) => `${changed ? past : already} ${bold(String(n))}  ${sanitise(title)}${end}`);
    },
  });
  if (output.form !== 'terminal') noteUnchanged(output, changed, already);
  else if (!single) output.note(`${todos.length} todos   ${where}`);
}

/** Prints the receipt of a change to a list itself. */
export function printListReceipt({ output, place }: Context, receipt: Receipt, { past, already }: Words): void {
  const { list, listName, rev, changed } = receipt;
  const { bold, dim } = output.shades;
  output.print({
    json: () => receipt,
    ids: () => [list],
    plain: () => [[list, String(rev)]],
    terminal: () => [`${changed ? past : already} ${bold(sanitise(listName))}   ${dim(sanitise(place))}`],
  });
  if (output.form !== 'terminal') noteUnchanged(output, changed, already);
}

function noteUnchanged(output: Output, changed: boolean, already: string): void {
  if (!changed) output.note(already);
}
