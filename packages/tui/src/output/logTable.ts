/** History as people read it: a line for each thing that somebody did, of many todos the first few. */
import { type KnownCommit, type ToldChange, toldChanges, type WhenContext } from '@tock/shared';
import { aboutWords, changeWords, type ListNames, momentWords } from './changeWords.ts';
import type { Palette } from './color.ts';
import { alignedLines, type Cell } from './todoTable.ts';

/** So many todos of one request are named; of more, these but one, and how many others there are. */
const NAMED = 4;

/** What one request did to several todos, in the same words. */
interface Deed {
  words: string;
  changes: ToldChange[];
}

/** The changes of a commit, those together that one request made and that the same words tell. */
function deedsOf(known: KnownCommit, lists: ListNames): Deed[] {
  const deeds = new Map<string, Deed>();
  for (const change of toldChanges(known)) {
    const words = `${aboutWords(change)}${changeWords(change, lists)}`;
    const key = JSON.stringify([change.by, change.op, words]);
    const deed = deeds.get(key);
    if (deed === undefined) deeds.set(key, { words, changes: [change] });
    else deed.changes.push(change);
  }
  return [...deeds.values()];
}

/** The lines for commits: revision, moment, who, what, and the todos with their numbers. */
export function logTable(
  commits: readonly KnownCommit[],
  when: WhenContext,
  lists: ListNames,
  { bold, dim }: Palette,
): string[] {
  const rows = commits.flatMap((known): Cell[][] => {
    const { rev, at } = known.commit;
    return deedsOf(known, lists).flatMap(({ words, changes }) => {
      const named = changes.length > NAMED ? changes.slice(0, NAMED - 1) : changes;
      const todos = named.map(({ n, title }) => [{ text: n === null ? '' : String(n), shade: bold }, { text: title }]);
      const others = changes.length - named.length;
      if (others > 0) todos.push([{ text: '', shade: bold }, { text: `and ${others} more` }]);
      return todos.map((todo, index) => {
        const by = index === 0 ? (changes[0]?.by ?? '') : '';
        const head = index === 0 ? [String(rev), momentWords(at, when), by, words] : ['', '', '', ''];
        const [revision = '', moment = '', who = '', what = ''] = head;
        return [{ text: revision, shade: dim }, { text: moment, shade: dim }, { text: who }, { text: what }, ...todo];
      });
    });
  });
  return alignedLines(rows);
}
