/** What a store shows, in lines of text that do not depend on how it is kept: what every later tock must still show of it. */
import { createHash } from 'node:crypto';
import { DIRECTORY, type Todo } from '@tock/shared';
import { Directory } from '../../../src/identity/directory.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import type { LedgerDependencies } from '../../../src/ledger.ts';
import { Ledgers } from '../../../src/ledgers.ts';

const fail = (error: unknown) => {
  throw error;
};

/** Readers that change nothing. */
function readers(journal: Journal): LedgerDependencies {
  return { journal, now: () => '', identifier: () => '', emit: () => {}, report: fail, fault: fail };
}

/** All chain values of a list, also those of commits that were let go, as one short hash. */
async function chainsOf(journal: Journal, list: string, rev: number): Promise<string> {
  const hash = createHash('sha256');
  for (let each = 1; each <= rev; each += 1) hash.update(`${await journal.chainAt(list, each)}\n`);
  return hash.digest('base64url').slice(0, 22);
}

/** Each field of the first format: one that comes later has no place in a text that was written before. */
function lineOf(todo: Todo): string {
  const { n, id, title, notes, pri, due, wait, for: assigned, tags, position, rev, edited } = todo;
  const { createdAt, createdBy, doneAt, doneBy, removedAt, removedBy, movedTo } = todo;
  const fields = [title, notes, pri, due, wait, assigned, tags, position, rev, edited];
  const stamps = [createdAt, createdBy, doneAt, doneBy, removedAt, removedBy, movedTo];
  return `  ${n} ${id} ${JSON.stringify([...fields, ...stamps])}`;
}

/** The lines. Rejects when any of the store cannot be read. */
export async function contentOf(journal: Journal): Promise<string> {
  const { state } = await Directory.load(readers(journal));
  const ledgers = new Ledgers(readers(journal));
  const lines = [
    `epoch ${journal.identity.epoch}`,
    `directory at ${state.rev} ${state.h}, chains ${await chainsOf(journal, DIRECTORY, state.rev)}`,
    ...Array.from(state.people, (person) => `  person ${person}`),
    ...Array.from(state.devices.values(), (device) => `  device ${device.id} ${device.person} ${device.tokenHash}`),
  ];
  for (const { id, name, owner, archived = false } of state.lists.values()) {
    await ledgers.use(id, async (ledger) => {
      const { rev, h } = ledger.head;
      const chains = await chainsOf(journal, id, rev);
      lines.push(`list ${id} ${name} of ${owner}${archived ? ', archived' : ''}, at ${rev} ${h}, chains ${chains}`);
      lines.push(`  kept from ${ledger.keptFrom}`);
      lines.push(...Array.from(ledger.state.todos.values(), lineOf));
    });
  }
  return `${lines.join('\n')}\n`;
}
