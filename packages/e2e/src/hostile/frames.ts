/** Generated frames thrown at a real server by many at once, and what became of the server, of its store and of an honest client. */

import { Chance } from '../chance.ts';
import { ask, connect, signedIn } from '../client.ts';
import { Findings } from '../faults/findings.ts';
import { digest, readStored } from '../faults/storedList.ts';
import { inspectable, memoryAfterCollection, peakMegabytes, residentMegabytes } from '../growth/processes.ts';
import { inWords } from '../measure.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Server, startServer } from '../tockd.ts';
import { until } from '../until.ts';
import { type Bystander, startBystander } from './bystander.ts';
import { HostileConnection } from './connection.ts';
import { readRoutes } from './rest.ts';
import { complaints, openFiles } from './traces.ts';
import { type Target, visit } from './visits.ts';
import { upgradeHead } from './wire.ts';

export interface HostileRun {
  frames: number;
  seed: number;
  /** Told now and then how far it is. */
  progress?(frames: number): void;
}

const AT_ONCE = 16;
/** Handshakes that are begun and never ended, beside all else. */
const HALF_OPEN = 100;
/** A server has hung up on them by then: its limit, and how often Node looks. */
const HALF_OPEN_MS = 45_000;
/** Honest adds before anything is measured. */
const WARM_UP = 100;
const LISTS = ['hostile', 'prey'];
/** What the memory of the server may grow by, in megabytes: from its start, and after its first tenth. */
const GROWTH = { during: 300, after: 50 };
/** How long the server may take to let go of what is over. */
const SETTLING_MS = 40_000;

/** Lists for the hostile to write to, besides the inbox. */
async function makeLists(server: Server): Promise<string[]> {
  const socket = connect(server);
  await signedIn(socket);
  const ids: string[] = [];
  for (const name of LISTS) {
    const created = await ask(socket, 'list:create', { op: `make-${name}`, name });
    if (created?.ok !== true) throw new Error(`there is no list "${name}"`);
    ids.push(created.value.list);
  }
  socket.disconnect();
  return ids;
}

/** Adds of the honest client, one after the other, until told to stop. */
async function keepAdding(honest: Bystander, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    await honest.add();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Every list, read from its first commit, before a restart and after it. */
async function checkStore(server: Server, lists: readonly string[], findings: Findings): Promise<Server> {
  const before = await Promise.all(lists.map((list) => readStored(server, list)));
  const { code } = await server.end('SIGTERM');
  if (code !== 0) findings.violated(`the server ended with ${code}`);
  const again = await server.again();
  for (const [index, list] of lists.entries()) {
    const after = await readStored(again, list);
    findings.violated(...after.violations.map((each) => `list ${list}: ${each}`));
    const { state } = after;
    const was = before[index]?.state;
    if (was === undefined || digest(state) !== digest(was))
      findings.violated(`list ${list} is another after a restart`);
    findings.count('revisions of hostile lists', index === 0 ? 0 : state.rev);
  }
  return again;
}

/** What the process held: in megabytes when it had started and after the first tenth of the frames, and its open files. */
interface Weight {
  start: number;
  used: number;
  files: number;
}

/** What the process holds once all is over, beside what it held before. */
async function weigh(server: Server, before: Weight, findings: Findings): Promise<void> {
  await until('the files to be closed', () => openFiles(server.pid) <= before.files, SETTLING_MS).catch(
    () => undefined,
  );
  const files = openFiles(server.pid);
  const peak = Math.round(peakMegabytes(server.pid));
  const idle = Math.round(residentMegabytes(server.pid));
  // Nobody makes an idle process collect its garbage: what is left afterwards is what it holds on to.
  const { heap, resident } = await memoryAfterCollection(server);
  const after = Math.round(resident);
  Object.assign(findings.counts, {
    'MB at the start': before.start,
    'MB after a tenth': before.used,
    'MB at most': peak,
  });
  Object.assign(findings.counts, {
    'MB at the end': idle,
    'MB after a collection': after,
    'MB of heap': Math.round(heap),
  });
  Object.assign(findings.counts, { 'files before': before.files, 'files after': files });
  const grown = { during: peak - before.start, after: after - before.used };
  if (grown.during >= GROWTH.during) findings.violated(`memory grew by ${grown.during} MB during the run`);
  if (grown.after >= GROWTH.after) findings.violated(`memory has grown by ${grown.after} MB after the run`);
  if (files > before.files) findings.violated(`${files} files are open, ${before.files} were before`);
}

/** Everybody goes there again and again, until enough was thrown. Answers with how much that was. */
async function attack(target: Target, chance: Chance, findings: Findings, goOn: (thrown: number) => boolean) {
  let thrown = 0;
  async function comeAndGo(own: Chance): Promise<void> {
    while (goOn(thrown)) {
      const seed = own.whole(1, 2 ** 31 - 1);
      try {
        const sent = await visit(target, new Chance(seed), findings);
        thrown += sent;
      } catch (error) {
        findings.violated(`visit ${seed}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, () => comeAndGo(chance.apart())));
  return thrown;
}

export async function throwFrames(sandbox: Sandbox, { frames, seed, progress }: HostileRun): Promise<Findings> {
  const findings = new Findings();
  const server = await startServer(sandbox, { wrapper: inspectable });
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const honest = await startBystander(server);
  const lists = await makeLists(server);
  const prey: Target['prey'] = {
    lists: ['inbox', ...LISTS, ...lists],
    forbidden: honest.list,
    foreignTodos: honest.todos,
    epoch: honest.epoch,
  };
  while (honest.times.length < WARM_UP) await honest.add();
  const start = Math.round(residentMegabytes(server.pid));
  const files = openFiles(server.pid);
  const began = performance.now();
  const halfOpen = Array.from({ length: HALF_OPEN }, () => new HostileConnection(server.port));
  for (const [index, each] of halfOpen.entries()) each.write(upgradeHead().slice(0, index));

  let over = false;
  const adding = keepAdding(honest, () => over).catch((error: unknown) => findings.violated(String(error)));
  const routes = await readRoutes(server.url);
  const target: Target = { port: server.port, token: server.token, prey, routes };
  const goOn = () => !ended && findings.violations.length <= 20;
  const first = await attack(target, new Chance(seed), findings, (sofar) => sofar < frames / 10 && goOn());
  // By now everything is loaded, compiled and as large as it gets by use: what grows from here on would grow without end.
  const used = ended ? { resident: start } : await memoryAfterCollection(server);
  const before: Weight = { start, used: Math.round(used.resident), files };
  const rest = await attack(target, new Chance(seed + 1), findings, (sofar) => {
    progress?.(first + sofar);
    return first + sofar < frames && goOn();
  });
  over = true;
  await adding;
  findings.count('frames', first + rest);
  findings.count('seconds', Math.round((performance.now() - began) / 1_000));
  if (ended) {
    findings.violated(`the server ended: ${JSON.stringify(await server.exited)}`, ...complaints(server.log()));
    return findings;
  }
  const left = halfOpen.filter((each) => !each.ended);
  if (performance.now() - began > HALF_OPEN_MS && left.length > 0)
    findings.violated(`${left.length} are still half open`);
  for (const each of halfOpen) each.destroy(true);

  await weigh(server, before, findings);
  await honest.add();
  honest.finish(findings);
  findings.count('honest adds', honest.times.length);
  process.stdout.write(`measured: an honest add and its commit meanwhile: ${inWords(honest.times)}\n`);
  findings.violated(...complaints(server.log()));
  if (server.log().includes(server.token)) findings.violated('the log has the token');
  const last = await checkStore(server, [honest.list, 'inbox', ...lists], findings);
  findings.violated(...complaints(last.log()));
  return findings;
}
