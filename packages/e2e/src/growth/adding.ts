/** Somebody who adds, one todo after another, while something else is measured. */
import type { LightClient } from './lightClient.ts';

/** Adds in a list of its own, one after another, until it is stopped; answers with how long each took. */
export function keepAdding(client: LightClient, list: string): () => Promise<number[]> {
  const times: number[] = [];
  let stopped = false;
  const running = (async () => {
    for (let index = 0; !stopped; index += 1) {
      const began = performance.now();
      await client.ask('todo:add', {
        op: `beside-${process.hrtime.bigint()}`,
        list,
        todos: [{ title: `todo ${index}` }],
      });
      times.push(performance.now() - began);
    }
  })();
  // What failed is said when it is asked for.
  running.catch(() => undefined);
  return async () => {
    stopped = true;
    await running;
    return times;
  };
}
