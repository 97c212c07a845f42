/** A process that appends 100 times to one list, whatever the answers are, and prints each answer; then what reading gives. */
import { openStore } from '../../src/journal/store.ts';
import { commitOf, everything } from './commits.ts';
import { print } from './print.ts';

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');

const journal = await openStore(`sqlite:${process.argv[2]}`);
let head = 0;
for (let attempt = 0; attempt < 100; attempt += 1) {
  const answer = await journal.append([commitOf('a', head + 1)]).catch(nameOf);
  if (answer === 'stored') head += 1;
  await print(answer);
}
const read = await journal.read('a', 0, everything).then((commits) => `${commits.length} commits`, nameOf);
await print(read);
await journal.close();
