/** Four clients and the command line behind networks that fail at random: when they stop failing, everybody has what is stored. */
import { setTimeout as pause } from 'node:timers/promises';
import { randomIdentifier, success } from '@tock/shared';
import { connect } from '../../../tui/src/client/connect.ts';
import { Chance } from '../chance.ts';
import { type LoopbackProxy, openProxy } from '../proxy.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Server } from '../tockd.ts';
import { until } from '../until.ts';
import { Asked } from './asked.ts';
import { commandOnce } from './commandWriter.ts';
import { converge } from './convergence.ts';
import { Findings } from './findings.ts';
import { ALERT, type Client, openClient } from './follower.ts';
import { networkFaults } from './networkFault.ts';

const CLIENTS = 4;
type NetworkClient = Client & { proxy: LoopbackProxy };

/** Lets one network fail, now so, now so. */
async function fail(proxy: LoopbackProxy, chance: Chance, times: number, findings: Findings): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await pause(chance.whole(20, 400));
    const fault = chance.one(networkFaults);
    findings.count(`fault: ${fault.name}`);
    const mend = fault.begin(proxy, chance);
    await pause(chance.whole(20, 400));
    mend();
  }
}

/** One client loses the last commit, and no later one tells it so: only what the server says of a quiet list does. */
async function loseLast([writer, loser]: readonly NetworkClient[], asked: Asked, chance: Chance): Promise<void> {
  if (writer === undefined || loser === undefined) return;
  const current = () => [writer, loser].every(({ store }) => store.status.phase === 'current');
  await until('writer and loser to be current', current);
  loser.proxy.drop(1);
  let left = 1;
  await writer.write(asked, chance.apart(), () => {
    left -= 1;
    return left >= 0;
  });
}

/** One run on a list of its own. What happens when follows from the seed and from the machine's own timing. */
export async function sufferNetwork(sandbox: Sandbox, server: Server, seed: number): Promise<Findings> {
  const findings = new Findings();
  const chance = new Chance(seed);
  const asked = new Asked();
  const list = `seed-${seed}-${randomIdentifier()}`;
  const maker = connect({
    resolve: () => Promise.resolve(success({ url: server.url, place: 'here', token: () => server.token })),
    client: 'e2e',
  });
  const made = await maker.write('list:create', { op: randomIdentifier(), name: list }, { timeoutMs: 10_000 });
  maker.close();
  if (!made.ok) throw new Error(`no list: ${made.problem.message}`);
  const names = Array.from({ length: CLIENTS }, (_, index) => `client ${index}`);
  const clients = await Promise.all(
    names.map(async (name): Promise<NetworkClient> => {
      const proxy = await openProxy(sandbox, server);
      const client = await openClient(
        sandbox,
        { url: proxy.url, token: server.token },
        { list, name, patience: ALERT },
      );
      return { ...client, proxy };
    }),
  );

  let over = false;
  const writing = clients.map(({ write }) => write(asked, chance.apart(), () => !over));
  const commands = async (own: Chance) => {
    while (!over) {
      const { proxy, store } = own.one(clients);
      const environment = { ...server.client, TOCK_SERVER: proxy.url };
      const count = () => store.state.count;
      const code = await commandOnce({ sandbox, environment, list, asked, chance: own, count });
      findings.count(`tock ended with ${code}`);
    }
  };
  const commanding = commands(chance.apart());
  const times = chance.whole(2, 7);
  await Promise.all(clients.map(({ proxy }) => fail(proxy, chance.apart(), times, findings)));
  over = true;
  await Promise.all([...writing, commanding]);

  if (chance.happens(0.2)) {
    await loseLast(clients, asked, chance);
    findings.count('fault: the last commit is lost');
  }
  await converge(server, list, { clients, asked, findings });
  return findings;
}
