/** What a server takes under a load of adds: how many a second, and its processor time for each. */
import { processorMilliseconds } from '../../../packages/e2e/src/growth/processes.ts';
import type { Bench } from '../bench.ts';
import type { Orders } from '../load/orders.ts';
import type { Place } from '../load/socketIo.ts';
import { startGenerator } from '../load/startGenerator.ts';

export const LOAD = { clients: 8, inFlight: 32 };
/** The same in words. */
export const LOAD_IN_WORDS = `${LOAD.clients} clients × ${LOAD.inFlight} in flight`;

type TakeMetric = 'rate' | 'micros' | 'busy';

/** A server as a generator and the clock of processors see it. */
export interface Measured extends Place {
  pid: number;
}

/** Connects a load; each call of the answer is one round of it, in the lists that are named for that round. */
export async function takes(
  { sandbox }: Bench,
  { url, token, pid }: Measured,
  orders: (place: Place) => Orders,
  lists: (round: number) => readonly string[],
): Promise<() => Promise<Record<TakeMetric, number>>> {
  const load = await startGenerator(sandbox, orders({ url, token }));
  let round = 0;
  return async () => {
    const before = processorMilliseconds(pid);
    const found = await load.run({ lists: lists(round) });
    const used = processorMilliseconds(pid) - before;
    round += 1;
    return { rate: found('rate'), micros: (used * 1_000) / found('count'), busy: found('busy') };
  };
}
