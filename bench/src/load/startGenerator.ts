/** A load generator as a row sees it: a process of its own, which ends with the row. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../../packages/e2e/src/sandbox.ts';
import { type Orders, onlyLoopback, type RunOrders } from './orders.ts';

const program = fileURLToPath(new URL('./generator.ts', import.meta.url));

/** What a run found, by name. */
type Found = (name: string) => number;

export interface Generator {
  /** Makes the load once; `busy` is the share of a core that it took. */
  run(orders?: RunOrders): Promise<Found>;
  end(): void;
}

/** Starts a generator, and waits until everything that it needs is connected. Its orders are no words of a command line. */
export async function startGenerator(sandbox: Sandbox, orders: Orders): Promise<Generator> {
  onlyLoopback(orders);
  const child = fork(program, { env: sandbox.environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  sandbox.atEnd(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error(`the generator of ${orders.act} ended`)));
  });
  ended.catch(() => undefined);
  const call = async (message: Orders | RunOrders): Promise<Found> => {
    const answered = new Promise<Record<string, number>>((resolve, reject) => {
      child.once('message', (told: { found: Record<string, number> } | { problem: string }) => {
        if ('found' in told) resolve(told.found);
        else reject(new Error(told.problem));
      });
    });
    child.send(message);
    const found = await Promise.race([answered, ended]);
    return (name) => {
      const value = found[name];
      if (value === undefined) throw new Error(`the generator of ${orders.act} does not say ${name}`);
      return value;
    };
  };
  await call(orders);
  return { run: (run = { lists: [] }) => call(run), end: () => void child.kill('SIGKILL') };
}
