/** A client of tock's own that follows a list, writes to it, and is watched while it does. */
import { setTimeout as pause } from 'node:timers/promises';
import { success } from '@tock/shared';
import type { ListStore } from '../../../tui/src/client/client.ts';
import { type ConnectOptions, connect } from '../../../tui/src/client/connect.ts';
import type { Chance } from '../chance.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Asked } from './asked.ts';
import { keepWriting } from './writer.ts';

/** Once nothing fails any more, everybody is current within so many milliseconds. */
export const CONVERGES_WITHIN = 10_000;

type Patience = Pick<ConnectOptions, 'welcomeWithinMs' | 'quietMs' | 'probeMs'>;
/** Finds a black hole soon: many runs need not wait for it. */
export const ALERT: Patience = { welcomeWithinMs: 800, quietMs: 600, probeMs: 500 };

export interface Client {
  readonly name: string;
  readonly store: ListStore;
  /** What its store told that it must not. */
  readonly violations: readonly string[];
  write(asked: Asked, chance: Chance, goOn: () => boolean): Promise<void>;
  close(): void;
}

/** Opens a client and waits until its list is open. */
export async function openClient(
  sandbox: Sandbox,
  { url, token }: { url: string; token: string },
  { list, name, patience }: { list: string; name: string; patience: Patience },
): Promise<Client> {
  const endpoint = success({ url, place: name, token: () => token });
  const connection = connect({ resolve: () => Promise.resolve(endpoint), client: `e2e ${name}`, ...patience });
  sandbox.atEnd(() => connection.close());
  const store = connection.open(list, { follow: true });
  const violations: string[] = [];
  let shown = 0;
  store.onReset(() => {
    if (store.state.rev < shown) violations.push(`${name} went back from revision ${shown} to ${store.state.rev}`);
    shown = store.state.rev;
  });
  store.onCommit(({ rev }) => {
    if (rev !== shown + 1) violations.push(`${name} was shown revision ${rev} after ${shown}`);
    shown = rev;
  });
  const opened = await store.ready(CONVERGES_WITHIN);
  if (!opened.ok) throw new Error(`the list does not open: ${opened.problem.message}`);
  return {
    name,
    store,
    violations,
    write: (asked, chance, goOn) =>
      keepWriting({
        name,
        list,
        asked,
        chance,
        goOn,
        leaves: 0.3,
        send: (loaded) =>
          loaded.sendBy((event, request) => connection.write(event, request, { timeoutMs: chance.whole(300, 2_000) })),
        count: () => store.state.count,
        // A client that cannot reach the server says so at once: it is not asked again a thousand times a second.
        ready: () => (connection.state.phase === 'live' ? Promise.resolve() : pause(20)),
      }),
    close: () => connection.close(),
  };
}
