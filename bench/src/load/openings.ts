/** Opens a list until its last page is here, then parses the same bytes: what it takes, and what reading them alone takes. */
import type { Act, OpeningsOrders } from './orders.ts';
import { dialSocketIo, Opening } from './socketIo.ts';

/** The text of a page's items, or null when the event is none. */
function itemsOf(text: string): string | null {
  const [name, page]: [string, { items: string }] = JSON.parse(text);
  return name === 'list:paged' ? page.items : null;
}

export async function beginOpenings({ place }: OpeningsOrders): Promise<Act> {
  const opening = new Opening();
  let events: Buffer[] = [];
  const client = await dialSocketIo(place, {
    event: (bytes, from, to) => {
      events.push(Buffer.from(bytes.subarray(from - 2, to)));
      opening.page(bytes, from, to);
    },
  });
  return async ({ lists: [list = ''] }) => {
    events = [];
    const began = performance.now();
    await opening.open(client, { list, follow: false });
    const opened = performance.now() - began;
    const texts = events.map((event) => itemsOf(event.toString())).filter((text) => text !== null);
    const parsing = performance.now();
    for (const text of texts) JSON.parse(text);
    return { opened, parsed: performance.now() - parsing };
  };
}
