/** A program that stands still for a while: who follows says so, and when it goes on everybody is current and nothing came twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { Chance } from '../chance.ts';
import type { Sandbox } from '../sandbox.ts';
import { openTerminal } from '../terminal.ts';
import { follow } from '../tock.ts';
import { startServer } from '../tockd.ts';
import { until } from '../until.ts';
import { Asked } from './asked.ts';
import { converge } from './convergence.ts';
import { Findings } from './findings.ts';
import { ALERT, openClient } from './follower.ts';

export interface Standstill {
  /** Who is stopped: the server, or a screen and a stream that follow. */
  who: 'tockd' | 'followers';
  /** For at least how long. */
  milliseconds: number;
  /** Whether it is long enough for a screen to notice. */
  long: boolean;
  seed: number;
}

/** A screen says within ten seconds that it hears nothing; a little more for a busy machine. */
const SAID_WITHIN = 11_500;

/** Stops one side under load, lets it go on, and audits the run. */
export async function standStill(sandbox: Sandbox, { who, milliseconds, long, seed }: Standstill): Promise<Findings> {
  const findings = new Findings();
  const asked = new Asked();
  const chance = new Chance(seed);
  const server = await startServer(sandbox);
  const clients = await Promise.all(
    ['client 0', 'client 1'].map((name) =>
      openClient(sandbox, server, { list: 'inbox', name, patience: long ? {} : ALERT }),
    ),
  );
  const [epoch] = clients.map(({ store }) => store.epoch);
  const words = ['watch', '--json', '--since', `${epoch}:0`];
  const stream = follow(sandbox, words, { environment: server.client });
  const screen = openTerminal(sandbox, { environment: server.client });
  await screen.waitFor('● live');
  let over = false;
  const writing = clients.map((client) => client.write(asked, chance.apart(), () => !over));
  const goes = async (requests: number) => {
    const goal = asked.count('stored') + requests;
    await until('the load to go on', () => asked.count('stored') >= goal, 30_000);
  };

  await goes(20);
  const stopped = who === 'tockd' ? [server.pid] : [stream.pid, screen.pid];
  const began = performance.now();
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  const lived = who === 'tockd' ? clients : [];
  await until(
    'clients to say that they are not current',
    () => lived.every(({ store }) => store.status.phase !== 'current'),
    SAID_WITHIN,
  );
  findings.peak('longest until clients said so, ms', Math.round(performance.now() - began));
  if (who === 'tockd' && long) await screen.waitFor(/reconnecting|offline|stale|no answer/i, SAID_WITHIN);
  if (who === 'followers') await goes(50);
  await pause(Math.max(0, milliseconds - (performance.now() - began)));
  for (const pid of stopped) process.kill(pid, 'SIGCONT');

  await goes(20);
  over = true;
  await Promise.all(writing);
  const stored = await converge(server, 'inbox', { clients, asked, findings });
  const { rev } = stored.state;
  await stream.line((line) => JSON.parse(line).rev === rev, 15_000);
  const told = stream.lines.map((line): number => JSON.parse(line).rev);
  if (told.some((each, index) => each !== index + 1)) findings.violated(`the stream told the revisions ${told}`);
  await screen.waitFor('● live', 15_000);
  const { code } = await server.end('SIGTERM');
  if (code !== 0) findings.violated(`tockd ended with ${code}: ${server.log().slice(-600)}`);
  findings.count(`standstills of ${who}`);
  return findings;
}
