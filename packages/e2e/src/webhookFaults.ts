/** Webhooks under faults: bad receivers, and a server that is killed; what each receiver took is every revision, once and in order. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Logged, type Outcome, randomIdentifier } from '@tock/shared';
import { Chance } from './chance.ts';
import { ask, connect, type RawSocket, signedIn } from './client.ts';
import { Findings } from './faults/findings.ts';
import type { Sandbox } from './sandbox.ts';
import { type Server, startServer } from './tockd.ts';
import { until } from './until.ts';
import { badBehaviours } from './webhooks/badReceivers.ts';
import { Receiver, well } from './webhooks/receiver.ts';

const RECEIVERS = 2;
const WORDS = [
  '--webhook-private-targets',
  '--webhook-timeout',
  '300ms',
  '--webhook-longest-wait',
  '60ms',
  '--log-level',
  'warn',
];
/** How long the last deliveries may take when all is well again, in milliseconds. */
const CONVERGENCE = 30_000;

/** A socket to the server as it is now; rejects when that ends before it answers. */
async function signIn(server: Server): Promise<RawSocket> {
  const socket = connect(server);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  socket.once('disconnect', (reason) => reject(new Error(reason)));
  try {
    await Promise.race([signedIn(socket), lost]);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** Adds a todo; answers whether that is stored. */
async function add(socket: RawSocket, op: string): Promise<boolean> {
  const outcome = await ask(socket, 'todo:add', { op, list: 'inbox', todos: [{ title: op }] });
  return outcome?.ok === true;
}

/** Adds todos one after another, until there is nobody to add them to. */
async function addSome(server: Server, count: number, chance: Chance): Promise<void> {
  const socket = await signIn(server).catch(() => null);
  if (socket === null) return;
  for (let added = 0; added < count && (await add(socket, randomIdentifier())); added += 1) {
    await pause(chance.whole(0, 30));
  }
  socket.close();
}

/** Adds the last todo, when the server is there for good. */
async function addLast(server: Server, op: string): Promise<boolean> {
  const socket = await signIn(server);
  const stored = await add(socket, op);
  socket.close();
  return stored;
}

/** Makes a webhook that leads to a receiver, which is given the secret. */
async function hook(server: Server, receiver: Receiver): Promise<void> {
  const socket = await signIn(server);
  const outcome = await ask(socket, 'webhook:create', { op: randomIdentifier(), list: 'inbox', url: receiver.url });
  socket.close();
  if (outcome?.ok !== true) throw new Error(`no webhook was made: ${JSON.stringify(outcome)}`);
  receiver.secret = outcome.value.webhook?.secret ?? '';
}

/** Lets a receiver go away now and then, and do every second time what a good one would not. */
async function misbehave(receiver: Receiver, chance: Chance, elsewhere: string, goOn: () => boolean): Promise<void> {
  const bad = badBehaviours(elsewhere);
  receiver.choose = () => (chance.happens(0.5) ? well : chance.one(bad));
  while (goOn()) {
    await pause(chance.whole(20, 300));
    if (!chance.happens(0.2)) continue;
    await receiver.vanish();
    await pause(chance.whole(0, 200));
    await receiver.open();
  }
}

/** The chain values of the inbox, revision by revision. */
async function chains(server: Server): Promise<string[]> {
  const socket = await signIn(server);
  const found: string[] = [];
  for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; ) {
    const read: Outcome<Logged> | null = await ask(socket, 'list:log', { list: 'inbox', before, limit: 512 });
    if (read?.ok !== true) throw new Error(`the log cannot be read: ${JSON.stringify(read)}`);
    for (const { rev, h } of read.value.commits) found[rev - 1] = h;
    before = read.value.next;
  }
  socket.close();
  return found;
}

export async function webhookFaults(
  sandbox: Sandbox,
  { kills, seed }: { kills: number; seed: number },
): Promise<Findings> {
  const findings = new Findings();
  const chance = new Chance(seed);
  let server = await startServer(sandbox, { words: WORDS });
  const hidden = new Receiver();
  const receivers = Array.from({ length: RECEIVERS }, () => new Receiver());
  for (const receiver of [hidden, ...receivers]) {
    await receiver.open();
    sandbox.atEnd(() => receiver.vanish());
  }
  for (const receiver of receivers) await hook(server, receiver);

  let calm = false;
  const moods = receivers.map((receiver) => misbehave(receiver, chance.apart(), hidden.url, () => !calm));
  for (let killed = 0; killed < kills; killed += 1) {
    const adding = addSome(server, chance.whole(1, 40), chance.apart());
    await pause(chance.whole(0, 800));
    const signal = chance.happens(0.8) ? 'SIGKILL' : 'SIGTERM';
    findings.count(signal);
    await server.end(signal);
    await adding;
    server = await server.again({ words: WORDS });
  }
  await until('a last todo to be stored', () => addLast(server, `last-${seed}`));
  calm = true;
  await Promise.all(moods);
  for (const receiver of receivers) receiver.choose = () => well;

  const history = await chains(server);
  findings.count('revisions', history.length);
  for (const [index, receiver] of receivers.entries()) {
    const whole = () => receiver.accepted.at(-1)?.rev === history.length;
    await until('the last revision to be delivered', whole, CONVERGENCE).catch(() => undefined);
    audit(findings, `receiver ${index + 1}`, receiver, history);
  }
  if (Object.keys(hidden.counts).length > 0) findings.violated('a redirect was followed');
  await server.end('SIGTERM');
  return findings;
}

function audit(findings: Findings, name: string, receiver: Receiver, history: readonly string[]): void {
  const { accepted, violations, counts } = receiver;
  findings.violated(...violations.map((violation) => `${name}: ${violation}`));
  const revs = accepted.map(({ rev }) => rev);
  const expected = history.map((_, index) => index + 1);
  if (revs.join() !== expected.join()) findings.violated(`${name} took ${revs.join()} of ${history.length} revisions`);
  for (const { rev, h, epoch, cursor, id } of accepted) {
    if (history[rev - 1] !== h) findings.violated(`${name}: revision ${rev} has another chain value than the list`);
    if (cursor !== `${epoch}:${rev}:${h}` || id !== cursor)
      findings.violated(`${name}: the cursor ${cursor} does not fit`);
  }
  for (const [what, count] of Object.entries(counts)) findings.count(what, count);
  findings.count('accepted', accepted.length);
}
