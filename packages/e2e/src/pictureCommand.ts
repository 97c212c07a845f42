/** `npm run picture`: draws the picture of the README from the real programs, so that it shows what is there. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { root } from './programs.ts';
import { openSandbox } from './sandbox.ts';
import { openTerminal } from './terminal.ts';
import { tock } from './tock.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: `${root}docs/tock.svg` },
    columns: { type: 'string', default: '80' },
    rows: { type: 'string', default: '16' },
    keys: { type: 'string', default: 'awater the plants due:sun +home' },
  },
});
const todos = [
  'pay the rent +home due:tomorrow pri:high',
  'buy oat milk +home @shop',
  'call the dentist',
  'book the train to Lisbon due:fri +trip',
  'ask Bo for the keys +trip',
  'read the minutes pri:low',
];

let end: () => Promise<void> = () => Promise.resolve();
const sandbox = openSandbox((teardown) => {
  end = teardown;
});
try {
  for (const todo of todos) await tock(sandbox, ['add', todo]);
  await tock(sandbox, ['done', '3']);
  const terminal = openTerminal(sandbox, { columns: Number(values.columns), rows: Number(values.rows) });
  await terminal.waitFor('live');
  for (const key of values.keys) terminal.type(key);
  await terminal.waitFor(`add › ${values.keys.slice(1)}`);
  writeFileSync(values.out, terminal.picture());
} finally {
  await end();
}
