/** Clients that follow a list, lose their server, and come back as tock does: with jitter, from where they stood. */
import { setTimeout as after } from 'node:timers/promises';
import { pauseBefore } from '../../../packages/tui/src/client/link.ts';
import { crowd } from './followers.ts';
import type { Act, StormOrders } from './orders.ts';
import { dialSocketIo, isOfAdd, Opening, type SocketIo } from './socketIo.ts';

/** Where a client stood: from here it resumes. */
interface Cursor {
  epoch: string;
  rev: number;
  h: string;
}

/** How long a commit may take to reach all of them at the end, in milliseconds. */
const TOLD_WITHIN = 10_000;

export async function beginStorm({ place, clients, list }: StormOrders): Promise<Act> {
  let [told, back, tries] = [0, 0, 0];
  let everyone = Promise.withResolvers<void>();

  async function arrive(since?: Cursor): Promise<{ client: SocketIo; cursor: Cursor }> {
    const opening = new Opening();
    const client = await dialSocketIo(place, {
      event: (bytes, from, to) => {
        if (!opening.page(bytes, from, to) && isOfAdd(bytes, from)) told += 1;
      },
    });
    const answer = await opening.open(client, { list, follow: true, ...(since === undefined ? {} : { since }) });
    const [{ value }]: [{ value: Cursor }] = JSON.parse(answer);
    return { client, cursor: { epoch: value.epoch, rev: value.rev, h: value.h } };
  }

  async function comeBack(cursor: Cursor): Promise<{ client: SocketIo; cursor: Cursor }> {
    for (let attempt = 0; ; attempt += 1) {
      await after(pauseBefore(attempt, Math.random));
      tries += 1;
      const arrived = await arrive(cursor).catch(() => null);
      if (arrived !== null) return arrived;
    }
  }

  await crowd(clients, async () => {
    let { client, cursor } = await arrive();
    const stay = async () => {
      for (;;) {
        await client.closed;
        ({ client, cursor } = await comeBack(cursor));
        back += 1;
        if (back === clients) everyone.resolve();
      }
    };
    void stay();
  });

  return async () => {
    [told, back, tries] = [0, 0, 0];
    everyone = Promise.withResolvers();
    await everyone.promise;
    const currentAt = Date.now();
    const author = await dialSocketIo(place);
    await author.ask('todo:add', { op: `storm-${currentAt}`, list, todos: [{ title: 'after the storm' }] });
    for (const deadline = Date.now() + TOLD_WITHIN; told < clients; await after(5)) {
      if (Date.now() > deadline) throw new Error(`${clients - told} clients came back and were not told`);
    }
    author.end();
    return { currentAt, tries };
  };
}
