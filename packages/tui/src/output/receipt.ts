/** What a write prints: its receipt, for whoever reads. */
import { type Receipt, sanitise } from '@tock/shared';
import type { Context } from '../cli/context.ts';
import { kindsWords } from './changeWords.ts';
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
  const { todos, rev, changed } = receipt;
  const where = whereWords(receipt, place);
  const { bold, dim } = output.shades;
  const single = todos.length === 1;
  output.print({
    json: () => receipt,
    ids: () => todos.map(({ id }) => id),
    plain: () => todos.map(({ id }) => [id, String(rev)]),
    terminal: () => {
      const end = single ? `   ${dim(sanitise(where))}` : '';
      // What ends with the name of a list is told from the title.
      const words = `${sanitise(changed ? past : already)}${receipt.from === undefined ? '' : ':'}`;
      return todos.map(({ n, title }) => `${words} ${bold(String(n))}  ${sanitise(title)}${end}`);
    },
  });
  if (output.form !== 'terminal') noteUnchanged(output, changed, already);
  else if (!single) output.note(`${todos.length} todos   ${where}`);
}

/** The list and the place of a receipt; of a move between lists, where the todos came from. */
function whereWords({ listName, from }: Receipt, place: string): string {
  const list = from === undefined ? listName : `from ${from.listName}`;
  return place === '' ? list : `${list} · ${place}`;
}

/** How many todos of one undo are named to a person; of more, these but one, and how many others there are. */
const NAMED = 6;

/** Prints what was taken back, or brought about again; `did` is the word for it, `hint` how to turn it round. */
export function printTurned({ output, place }: Context, receipt: Receipt, did: string, hint: string): void {
  const { todos, rev, changed, undone, redone } = receipt;
  const turned = undone ?? redone;
  const where = whereWords(receipt, place);
  const { bold, dim } = output.shades;
  output.print({
    json: () => receipt,
    ids: () => todos.map(({ id }) => id),
    plain: () => todos.map(({ id }) => [id, String(rev)]),
    terminal: () => {
      const kinds = turned === undefined ? 'nothing' : kindsWords(turned.types);
      const words = `${did} revision ${turned?.rev ?? rev}:`;
      const end = `   ${dim(sanitise(where))}`;
      const lines = todos.toSorted((a, b) => a.n - b.n).map(({ n, title }) => `${bold(String(n))}  ${sanitise(title)}`);
      if (lines.length === 1) return [`${words} ${kinds} ${lines.join('')}${end}`];
      const named = lines.length > NAMED ? lines.slice(0, NAMED - 1) : lines;
      const others = lines.length - named.length;
      if (others > 0) named.push(`and ${others} more`);
      return [`${words} ${lines.length} todos ${kinds}${end}`, ...named.map((line) => `  ${line}`)];
    },
  });
  if (!changed) output.note('it was so already');
  else if (output.form === 'terminal') output.note(hint);
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
