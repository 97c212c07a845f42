/** One request after another: how long each takes until it is answered, or until somebody else sees it. */
import { setTimeout as after } from 'node:timers/promises';
import { quantile } from '../figures/statistics.ts';
import type { Act, TurnsOrders } from './orders.ts';
import { textFrame } from './rawSocket.ts';
import { dialSocketIo, isOfAdd, Opening } from './socketIo.ts';
import { FIRST_PACKET } from './template.ts';

export async function beginTurns({ place, what, until, seconds }: TurnsOrders): Promise<Act> {
  const prefix = `t${Date.now().toString(36)}`;
  const opening = new Opening();
  let step = 0;
  let answered = Promise.withResolvers<void>();
  let seen = Promise.withResolvers<void>();
  const author = await dialSocketIo(place, { answered: () => answered.resolve() });
  const reader = await dialSocketIo(place, {
    event: (bytes, from, to) => {
      if (!opening.page(bytes, from, to) && isOfAdd(bytes, from)) seen.resolve();
    },
  });
  const follow = until === 'seen' && place.token !== null;

  return async ({ lists: [list = ''], count = 1 }) => {
    if (follow) await opening.open(reader, { list, follow: true });
    const times: number[] = [];
    for (const deadline = performance.now() + seconds * 1_000; performance.now() < deadline; ) {
      step += 1;
      const about =
        what === 'add'
          ? { todos: [{ title: `buy oat milk and bread, number ${step}` }] }
          : { todo: String(1 + ((step * 7_919) % count)), set: { title: `edited ${step}` } };
      const request = [`todo:${what}`, { op: `${prefix}-${step}`, list, ...about }];
      const frame = textFrame(`42${FIRST_PACKET + step}${JSON.stringify(request)}`);
      answered = Promise.withResolvers();
      seen = Promise.withResolvers();
      const began = performance.now();
      author.write(frame);
      await (until === 'seen' ? seen.promise : answered.promise);
      times.push(performance.now() - began);
      await answered.promise;
    }
    if (follow) await reader.ask('list:close', { list });
    // What the server still does for this list is not the next one's affair.
    await after(50);
    return { count: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  };
}
