/** Many followers of one list. The next add leaves when the last is answered and at most one is still on its way to them. */
import { setTimeout as after } from 'node:timers/promises';
import { quantile } from '../figures/statistics.ts';
import { addTemplate } from './adds.ts';
import type { Act, FollowersOrders } from './orders.ts';
import { openRawSocket, type RawSocket } from './rawSocket.ts';
import { dialSocketIo, isOfAdd, Opening } from './socketIo.ts';
import { FIRST_PACKET } from './template.ts';

/** How many connect at once. */
const AT_ONCE = 100;
/** So many deliveries are timed in a run; all are counted. */
const TIMED = 1_000_000;
/** How long the last ones may take, in milliseconds. */
const TOLD_WITHIN = 10_000;

/** Calls for each number from 0 on, so many at once. */
export async function crowd(count: number, arrive: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => arrive(from + index)));
  }
}

export async function beginFollowers({ clients, place, dialect, list, seconds }: FollowersOrders): Promise<Act> {
  const template = addTemplate(dialect, `f${Date.now().toString(36)}`);
  /** How many adds each follower was told of. */
  const told = new Int32Array(clients);
  const times = new Float32Array(TIMED);
  const sentAt: number[] = [];
  let delivered = 0;
  let answered = 0;
  let serial = 0;
  let sending = false;
  let author: RawSocket | null = null;

  function sendNext(): void {
    const sent = sentAt.length;
    if (!sending || author === null || answered < sent || sent * clients - delivered > clients) return;
    sentAt.push(performance.now());
    author.write(template.frames(1, FIRST_PACKET + serial, serial, [list]));
    serial += 1;
  }
  const tellAuthor = () => {
    answered += 1;
    sendNext();
  };
  const tell = (follower: number) => {
    const count = told[follower] ?? 0;
    if (delivered < TIMED) times[delivered] = performance.now() - (sentAt[count] ?? Number.NaN);
    told[follower] = count + 1;
    delivered += 1;
    sendNext();
  };

  if (dialect === 'ws') {
    const url = new URL('/', place.url);
    await crowd(clients, (follower) => openRawSocket(url, { frame: () => tell(follower) }).opened);
    // The author is told like everybody else, and that is the answer.
    author = openRawSocket(url, { frame: tellAuthor });
    await author.opened;
  } else {
    await crowd(clients, async (follower) => {
      const opening = new Opening();
      const client = await dialSocketIo(place, {
        event: (bytes, from, to) => {
          if (!opening.page(bytes, from, to) && isOfAdd(bytes, from)) tell(follower);
        },
      });
      if (place.token !== null) await opening.open(client, { list, follow: true });
    });
    author = await dialSocketIo(place, { answered: tellAuthor });
  }
  // By then everyone was told who came.
  await after(1_000);

  return async () => {
    told.fill(0);
    [delivered, answered, sentAt.length] = [0, 0, 0];
    const began = performance.now();
    sending = true;
    sendNext();
    await after(seconds * 1_000);
    const rate = delivered / ((performance.now() - began) / 1_000);
    sending = false;
    for (const deadline = performance.now() + TOLD_WITHIN; delivered < sentAt.length * clients; await after(2)) {
      if (performance.now() > deadline) throw new Error('not every follower was told');
    }
    const timed = times.subarray(0, Math.min(delivered, TIMED));
    return { count: delivered, rate, p50: quantile(timed, 0.5), p99: quantile(timed, 0.99) };
  };
}
