/** Many adds at once, so many of each client on their way: the next one leaves when one is answered. */
import { setTimeout as after } from 'node:timers/promises';
import type { Act, AddsOrders, Dialect, RunOrders } from './orders.ts';
import { dialSocketIo, isOfAdd, Opening, type SocketIo } from './socketIo.ts';
import { FIRST_PACKET, Template } from './template.ts';

const [packet, serial, list] = [{ slot: 'packet' }, { slot: 'serial' }, { slot: 'list' }] as const;

/** The same todo for everyone, in the words of each. */
export function addTemplate(dialect: Dialect, author: string): Template {
  const op = [`"op":"${author}-`, serial, '","list":"', list, '"'] as const;
  const title = ['"title":"buy oat milk and bread, number ', serial, '"'] as const;
  if (dialect === 'ws') return new Template(['{', ...op, ',"todos":[{', ...title, '}]}']);
  if (dialect === 'feathers') return new Template(['42', packet, '["create","todos",{', ...op, ',', ...title, '},{}]']);
  return new Template(['42', packet, '["todo:add",{', ...op, ',"todos":[{', ...title, '}]}]']);
}

/** How long after the last answer everybody may still be told, in milliseconds. */
const TOLD_WITHIN = 10_000;

interface Author {
  client: SocketIo;
  opening: Opening;
  template: Template;
  /** Answers since the last read: as many requests may leave. */
  free: number;
  sent: number;
  answered: number;
  /** Adds, or commits of many, that it was told of. */
  events: number;
}

export async function beginAdds(orders: AddsOrders): Promise<Act> {
  const { place, dialect, clients, inFlight, seconds, followed } = orders;
  const authors: Author[] = [];
  let run: RunOrders = { lists: [] };
  let sending = false;
  let lastAnswerAt = 0;

  function send(author: Author, count: number): void {
    author.client.write(author.template.frames(count, FIRST_PACKET + author.sent, author.sent, run.lists));
    author.sent += count;
  }

  for (let index = 0; index < clients; index += 1) {
    const counts = { free: 0, sent: 0, answered: 0, events: 0 };
    const opening = new Opening();
    const template = addTemplate(dialect, `b${Date.now().toString(36)}${index}`);
    const client = await dialSocketIo(place, {
      answered: () => {
        author.free += 1;
        author.answered += 1;
      },
      event: (bytes, from, to) => {
        if (!opening.page(bytes, from, to) && isOfAdd(bytes, from)) author.events += 1;
      },
      read: () => {
        if (author.free === 0) return;
        lastAnswerAt = performance.now();
        if (sending) send(author, author.free);
        author.free = 0;
      },
    });
    const author: Author = { client, opening, template, ...counts };
    authors.push(author);
  }

  const answered = () => authors.reduce((sum, author) => sum + author.answered, 0);
  /** Only tock asks who follows; the others tell everyone. */
  const follow = followed && place.token !== null;

  return async (now) => {
    run = now;
    if (follow)
      for (const { client, opening } of authors) await opening.open(client, { list: run.lists[0], follow: true });
    for (const author of authors) author.events = 0;
    const before = answered();
    const began = performance.now();
    sending = true;
    for (const author of authors) send(author, inFlight);
    await after(seconds * 1_000);
    sending = false;
    await settled(authors, followed);
    // What was on its way at the end counts, with the time that it took: a slow server answers many at once.
    const rate = (answered() - before) / ((lastAnswerAt - began) / 1_000);
    if (follow) for (const { client } of authors) await client.ask('list:close', { list: run.lists[0] });
    return { count: answered() - before, rate };
  };
}

/** Waits until every request is answered, and everybody was told as often as everybody else. */
async function settled(authors: readonly Author[], followed: boolean): Promise<void> {
  const [first] = authors;
  if (first === undefined) return;
  for (const deadline = performance.now() + TOLD_WITHIN; ; await after(2)) {
    const quiet = authors.every(({ sent, answered, events }) => sent === answered && events === first.events);
    if (quiet && followed === first.events > 0) return;
    if (performance.now() > deadline) throw new Error('after the load not everything was answered and told');
  }
}
