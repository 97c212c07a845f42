/** Clients that come, follow a list where there is one, and do nothing. Each run brings more of them. */
import { crowd } from './followers.ts';
import type { Act, IdleOrders } from './orders.ts';
import { dialSocketIo, Opening } from './socketIo.ts';

export function beginIdle({ place }: IdleOrders): Promise<Act> {
  return Promise.resolve(async ({ lists, count = 1 }) => {
    await crowd(count, async (index) => {
      const opening = new Opening();
      const client = await dialSocketIo(place, { event: (bytes, from, to) => void opening.page(bytes, from, to) });
      const list = lists[index % lists.length];
      if (list !== undefined && place.token !== null) await opening.open(client, { list, follow: true });
    });
    return { count };
  });
}
