/** The program of a load generator: takes its orders, makes its load when it is told to, and says what of a core that took. */
import { beginAdds } from './adds.ts';
import { beginFollowers } from './followers.ts';
import { beginIdle } from './idle.ts';
import { beginOpenings } from './openings.ts';
import type { Act, Orders, RunOrders } from './orders.ts';
import { beginStorm } from './storm.ts';
import { beginTurns } from './turns.ts';

/** No load goes on for longer, whoever forgot it, in milliseconds. */
const LONGEST = 15 * 60_000;

async function begin(orders: Orders): Promise<Act> {
  switch (orders.act) {
    case 'adds':
      return beginAdds(orders);
    case 'documents': {
      // Made of the peers' own packages, which nothing else needs.
      const { beginDocuments } = await import('./documents.js');
      return beginDocuments(orders);
    }
    case 'followers':
      return beginFollowers(orders);
    case 'idle':
      return beginIdle(orders);
    case 'openings':
      return beginOpenings(orders);
    case 'storm':
      return beginStorm(orders);
    case 'turns':
      return beginTurns(orders);
  }
}

let act: Act | null = null;

async function obey(message: Orders | RunOrders): Promise<Record<string, number>> {
  if ('act' in message) {
    act = await begin(message);
    return {};
  }
  if (act === null) throw new Error('a generator that has no orders cannot run');
  const [began, used] = [performance.now(), process.cpuUsage()];
  const found = await act(message);
  const { user, system } = process.cpuUsage(used);
  return { ...found, busy: (user + system) / 1_000 / (performance.now() - began) };
}

const tell = (message: object) => process.send?.(message);
process.on('message', (message: Orders | RunOrders) => {
  void obey(message).then(
    (found) => tell({ found }),
    (error: Error) => tell({ problem: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => tell({ problem: error.message }));
setTimeout(() => process.exit(1), LONGEST).unref();
