/** One disk fault under load: what was acknowledged before, beside and after it is there when the server starts anew. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Chance } from '../chance.ts';
import { ask, connect, followList } from '../client.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Server, startServer } from '../tockd.ts';
import { letGo } from '../trace.ts';
import { until } from '../until.ts';
import { Asked } from './asked.ts';
import { auditRun, shownInVain } from './audit.ts';
import { type DiskRun, endOf, type Files, wasMet, wrapperOf } from './diskFault.ts';
import { Findings } from './findings.ts';
import { readStored } from './storedList.ts';
import { writeOnce } from './writer.ts';

const WRITERS = 2;
/** Requests of each writer: half before the store was idle, half after, and some once the fault is gone. */
const REQUESTS = { before: 8, after: 8, atLast: 3 };
/** The log is folded into the database after half a second without a write. */
const FOLDED_WITHIN = 900;
/** Two writers and a follower on a running server, as long as it runs. */
function startLoad(server: Server, asked: Asked, chance: Chance) {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const socket = connect(server);
  const follower = followList(socket, 'inbox');
  const writer = async (name: string, requests: number, own: Chance) => {
    for (let sent = 0; sent < requests && !ended; sent += 1) {
      await until('the server to be there', () => socket.connected || ended);
      await writeOnce({
        name,
        list: 'inbox',
        asked,
        chance: own,
        send: (loaded) => loaded.sendBy((event, request) => ask(socket, event, request)),
        count: () => follower.count,
        goOn: () => !ended,
        ready: () => until('the server to be there', () => socket.connected || ended),
      });
    }
  };
  const write = (requests: number) =>
    Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(`writer ${index}`, requests, chance.apart())));
  return { socket, follower, write, ended: () => ended };
}

interface Suffering {
  server: Server;
  files: Files;
  asked: Asked;
  findings: Findings;
}

/** What happens from the start of the server to its end, with the fault in it. */
async function suffer(sandbox: Sandbox, run: DiskRun, { server, files, asked, findings }: Suffering) {
  // Each call that may fail meets another load, and each load comes again.
  const chance = new Chance(run.seed + run.nth);
  const load = startLoad(server, asked, chance);
  try {
    const size = () => statSync(files.database).size;
    const before = size();
    await load.write(REQUESTS.before);
    await until('the log to be folded', () => load.ended() || size() !== before, FOLDED_WITHIN).catch(() => undefined);
    await load.write(REQUESTS.after);
    if (run.fault.room && run.onwards && !load.ended()) await letGo(server.pid);
    // A fault that comes once has passed only when it has come.
    if (run.fault.room && !load.ended() && (run.onwards || wasMet(files.trace))) {
      const full = asked.refusedAs('storage_full');
      await load.write(REQUESTS.atLast);
      if (load.ended()) findings.violated('a lack of room that has passed ended the server');
      if (asked.refusedAs('storage_full') > full) findings.violated('there is room again, and a write was refused');
    }
    if (load.ended()) {
      const { code, signal } = await server.exited;
      findings.count(`ended by itself with ${code ?? signal}`);
      if (code !== 70) findings.violated(`tockd ended by itself with ${code ?? signal}: ${server.log().slice(-600)}`);
    } else if (chance.happens(0.5)) {
      await server.end('SIGKILL');
      findings.count('killed at the end');
    } else {
      const { code, signal } = await server.end('SIGTERM');
      findings.count(`asked to stop, ended with ${code ?? signal}`);
      await until('the tracer to write down the rest', () => sandbox.running('tockd.js').length === 0);
      // A fault may come while it stops, and is then said; without one there is nothing to say.
      const truly = code === 0 || (code === 70 && wasMet(files.trace));
      if (!truly) findings.violated(`asked to stop, tockd ended with ${code ?? signal}: ${server.log().slice(-600)}`);
    }
  } finally {
    load.socket.disconnect();
  }
  return load.follower;
}

/** Some of what has no answer is asked again, with the same op; the rest may be there or not. */
async function askAgain(server: Server, asked: Asked, chance: Chance): Promise<void> {
  const socket = connect(server);
  await until('the server to let us in', () => socket.connected);
  for (const attempt of asked.attempts.values()) {
    if (attempt.verdict?.kind !== 'unknown' || chance.happens(0.5)) continue;
    const outcome = await attempt.loaded.sendBy((event, request) => ask(socket, event, request));
    if (outcome === null) continue;
    asked.end(
      attempt,
      outcome.ok ? { kind: 'stored', receipt: outcome.value } : { kind: 'refused', problem: outcome.problem },
    );
  }
  socket.disconnect();
}

/** Runs one fault; says too whether it was met. */
export async function sufferDiskFault(sandbox: Sandbox, run: DiskRun): Promise<{ findings: Findings; met: boolean }> {
  const findings = new Findings();
  const asked = new Asked();
  const dataDir = join(sandbox.home, 'server');
  const files = { database: join(dataDir, 'tock.db'), trace: join(sandbox.home, 'trace') };
  const started = await startServer(sandbox, { dataDir, wrapper: wrapperOf(run, files) }).catch(
    (error: Error) => error,
  );
  let follower: { rev: number; h: string; violations: readonly string[] } | null = null;
  if (started instanceof Error) {
    await until('tockd to be gone', () => sandbox.running('tockd.js').length === 0);
    const end = endOf(files.trace);
    findings.count(`did not start, ${end}`);
    if (!/^exited with (1|70)$/.test(end))
      findings.violated(`tockd did not start, and ${end}: ${started.message.slice(0, 300)}`);
    if (!/listened: \S/.test(started.message)) findings.violated('tockd did not start, and said nothing');
  } else {
    follower = await suffer(sandbox, run, { server: started, files, asked, findings });
  }
  const met = wasMet(files.trace);

  const server = await startServer(sandbox, { dataDir }).catch((error: Error) => error);
  findings.count(met ? 'faults met' : 'faults not met');
  if (server instanceof Error) {
    findings.violated(`with nothing wrong any more, it does not start: ${server.message.slice(0, 300)}`);
    return { findings, met };
  }
  await askAgain(server, asked, new Chance(run.seed + run.nth));
  const stored = await readStored(server, 'inbox');
  findings.violated(...auditRun(asked, stored));
  if (follower !== null) {
    findings.violated(...follower.violations, ...shownInVain('the follower', follower, stored));
  }
  const { code } = await server.end('SIGTERM');
  if (code !== 0) findings.violated(`with nothing wrong any more, tockd ended with ${code}`);
  asked.report(findings);
  return { findings, met };
}
