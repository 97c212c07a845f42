/** A process that appends to four lists of the store at its first argument until it is killed, and prints each commit that was acknowledged. */
import { openStore } from '../../src/journal/store.ts';
import { commitOf, everything } from './commits.ts';
import { print } from './print.ts';

const journal = await openStore(`sqlite:${process.argv[2]}`);

async function appendForever(list: string): Promise<never> {
  let head = (await journal.read(list, 0, everything)).length;
  for (;;) {
    // One commit, two commits, one commit …
    const commits = Array.from({ length: 1 + (head % 2) }, (_, index) => commitOf(list, head + 1 + index));
    const answer = await journal.append(commits);
    if (answer !== 'stored') throw new Error(`the append was answered with ${answer}`);
    head += commits.length;
    await print(commits.map(({ rev }) => `${list} ${rev}`).join('\n'));
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(appendForever));
