/** What runs in a process of its own: seeds one after another, by the arguments; each line that it writes is JSON. */
import { type Result, simulate } from './run.ts';

/** `first`, `step` and `count` say which seeds; `stop` says whether the first violation ends it; `trace` tells every line. */
const [first = 1, step = 1, count = 1, stop = 0, trace = 0] = process.argv.slice(2).map(Number);

const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

const totals: Record<string, number> = {};
let ran = 0;
let hash = '';
for (let index = 0; index < count; index += 1) {
  const result: Result = await simulate(
    first + index * step,
    trace === 1 ? (line) => process.stdout.write(`${line}\n`) : null,
  );
  ran += 1;
  hash = result.hash;
  for (const [what, times] of Object.entries(result.totals)) totals[what] = (totals[what] ?? 0) + times;
  if (result.violation === null) continue;
  say({ kind: 'violation', seed: result.seed, ...result.violation });
  if (stop === 1) break;
}
say({ kind: 'done', ran, hash, totals });
