/** Backups of a server under load, which is killed in between: each is sound, and a prefix of the history that goes on. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { type Confirmed, LISTS, STANDSTILL, startWriters } from './backupLoad.ts';
import { Chance } from './chance.ts';
import { Findings } from './faults/findings.ts';
import { readStored } from './faults/storedList.ts';
import { operate } from './operation.ts';
import type { Sandbox } from './sandbox.ts';
import { startServer } from './tockd.ts';
import { until } from './until.ts';

/** The share of the backups during which the server is killed. */
const KILLED = 0.4;

/** Where each list of a store stands, by its id; straight from the file. */
function headsOf(file: string): Map<string, { rev: number; h: string }> {
  const database = new DatabaseSync(file, { readOnly: true });
  const heads = new Map<string, { rev: number; h: string }>();
  for (const { key, value } of database.prepare('SELECT key, value FROM commits').iterate()) {
    const [list = '', rev] = String(key).split(':');
    if (Number(rev) > (heads.get(list)?.rev ?? 0))
      heads.set(list, { rev: Number(rev), h: String(value).split(' ', 1)[0] ?? '' });
  }
  database.close();
  return heads;
}

/** How many commits of a backup the store does not have, to the byte, at the same revision. */
function notIn(store: string, backup: string): number {
  const database = new DatabaseSync(store, { readOnly: true });
  database.prepare('ATTACH ? AS backup').run(backup);
  const { count } =
    database
      .prepare(
        `SELECT count(*) AS count FROM backup.commits AS one LEFT JOIN main.commits AS other ON other.key = one.key
         WHERE one.value IS NOT other.value`,
      )
      .get() ?? {};
  database.close();
  return Number(count);
}

interface Backup {
  file: string;
  /** What was confirmed before it was begun. */
  confirmed: Confirmed;
}

/** A restored backup serves what the backup has, under an epoch of its own. */
async function serveRestored(sandbox: Sandbox, { file }: Backup, findings: Findings): Promise<void> {
  const dataDir = `${file}.restored`;
  const restored = await operate(sandbox, ['restore', file, '--yes', '--data-dir', dataDir]);
  if (restored.code !== 0)
    return findings.violated(`restore of ${file} ended with ${restored.code}: ${restored.stderr}`);
  const { epoch }: { epoch: string } = JSON.parse(restored.stdout);
  const heads = headsOf(file);
  const server = await startServer(sandbox, { dataDir });
  for (const name of LISTS) {
    const { epoch: served, state, commits, violations } = await readStored(server, name);
    findings.violated(...violations.map((each) => `${file} restored, ${name}: ${each}`));
    if (served !== epoch) findings.violated(`${file} restored says the epoch ${served}, and not ${epoch}`);
    const id = commits[0]?.list;
    const head = id === undefined ? { rev: 0 } : heads.get(id);
    if (head?.rev !== state.rev || ('h' in head && head.h !== state.h))
      findings.violated(
        `${file} restored has ${name} at ${state.rev} ${state.h}, the backup at ${JSON.stringify(head)}`,
      );
    findings.count('lists served again');
  }
  const verified = await operate(sandbox, ['verify', '--data-dir', dataDir, '--url', server.url]);
  if (verified.code !== 0) findings.violated(`${file} restored and served: ${verified.stdout}${verified.stderr}`);
  await server.end('SIGTERM');
}

async function judge(sandbox: Sandbox, store: string, backup: Backup, findings: Findings): Promise<void> {
  const { file, confirmed } = backup;
  const verified = await operate(sandbox, ['verify', file]);
  if (verified.code !== 0) findings.violated(`${file}: ${verified.stdout}${verified.stderr}`);
  const strangers = notIn(store, file);
  if (strangers > 0) findings.violated(`${file} has ${strangers} commits that the store does not have so`);
  const heads = headsOf(file);
  for (const [list, rev] of confirmed)
    if ((heads.get(list)?.rev ?? 0) < rev)
      findings.violated(
        `${file} ends at ${heads.get(list)?.rev} in list ${list}: ${rev} was confirmed before it was begun`,
      );
}

/** Takes so many backups. What happens when follows from the seed and from the machine's own timing. */
export async function backups(
  sandbox: Sandbox,
  { times, seed, served = 2 }: { times: number; seed: number; served?: number },
): Promise<Findings> {
  const chance = new Chance(seed);
  const findings = new Findings();
  const confirmed: Confirmed = new Map();
  let server = await startServer(sandbox);
  const store = join(server.dataDir, 'tock.db');
  let over = false;
  const writers = startWriters(server, chance.apart(), { goOn: () => !over, confirmed, findings });
  sandbox.atEnd(() => {
    over = true;
    writers.disconnect();
  });

  const taken: Backup[] = [];
  const revisions = () => [...confirmed.values()].reduce((sum, rev) => sum + rev, 0);
  for (let count = 0; count < times; count += 1) {
    const goal = revisions() + chance.whole(1, 40);
    await until('the load to go on', () => revisions() >= goal, STANDSTILL);
    const backup = { file: join(sandbox.home, `backup-${count}.db`), confirmed: new Map(confirmed) };
    const running = operate(sandbox, ['backup', backup.file, '--data-dir', server.dataDir]);
    if (chance.happens(KILLED)) {
      await pause(chance.whole(0, 300));
      await server.end('SIGKILL');
      server = await server.again();
      findings.count('killed');
    }
    const { code, stderr } = await running;
    if (code === 0) taken.push(backup);
    else findings.violated(`${backup.file} ended with ${code}: ${stderr}`);
    findings.count('backups');
  }
  over = true;
  await writers.done;
  const memory = await operate(sandbox, ['verify', '--data-dir', server.dataDir, '--url', server.url]);
  if (memory.code !== 0) findings.violated(`the store at the end: ${memory.stdout}${memory.stderr}`);
  const { code } = await server.end('SIGTERM');
  if (code !== 0) findings.violated(`asked to stop, tockd ended with ${code}`);

  findings.count('revisions', revisions());
  for (const backup of taken) await judge(sandbox, store, backup, findings);
  for (const backup of chance.shuffled(taken).slice(0, served)) await serveRestored(sandbox, backup, findings);
  return findings;
}
