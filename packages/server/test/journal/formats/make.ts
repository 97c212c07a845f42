/**
 * Makes the store of today's format that every later tock must open, and the text of what it shows. Run it once, when the
 * format is new, and never again: `node packages/server/test/journal/formats/make.ts`.
 */
import { constants, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIRECTORY, hashToken, success } from '@tock/shared';
import { openStore } from '../../../src/journal/store.ts';
import { addTitles, ana, createWorld, newOp, succeeded, type World } from '../../controllers/fixtures.ts';
import { clock, DAY, grow, rest, thinned } from '../../ledger/thinningWorld.ts';
import { contentOf } from './content.ts';

/** More commits than a list at rest needs for a snapshot. */
const MANY = 110;

const asked = () => ({ op: newOp(), list: 'inbox' });

/** A bit of everything that can be in a store. */
async function fill(world: World): Promise<void> {
  const { todos, lists, undo } = world;
  const device = { type: 'device_added', id: ana.device, person: ana.person, name: 'a machine' } as const;
  const tokenHash = hashToken('a token');
  const plan = () => success({ changes: [{ ...device, tokenHash }] });
  succeeded(await world.directory.submit({ op: 'device', by: ana.person, fingerprint: DIRECTORY, plan }));
  // Old commits, of which the chain values alone are kept; a snapshot, and commits after it.
  await grow(world, MANY);
  clock.today += 30 * DAY;
  await grow(world, MANY);
  await rest(world);

  const fields = {
    title: 'Écrire à Léa ✓',
    notes: 'two\nlines',
    pri: 'A',
    due: '2026-12-01',
    tags: ['home', '@phone'],
  };
  succeeded(await todos.add(ana, { ...asked(), todos: [fields, { title: 'milk' }, { title: 'eggs' }] }));
  succeeded(await todos.edit(ana, { ...asked(), todo: '222', set: { title: 'oat milk', due: '2026-12-02' } }));
  succeeded(await todos.complete(ana, { ...asked(), todos: ['3', '4', '5'] }));
  succeeded(await todos.reopen(ana, { ...asked(), todos: ['4'] }));
  succeeded(await todos.remove(ana, { ...asked(), todos: ['6', '7'] }));
  succeeded(await todos.restore(ana, { ...asked(), todos: ['7'] }));
  succeeded(await todos.move(ana, { ...asked(), todos: ['223'], place: 'top' }));
  succeeded(await undo.undo(ana, asked()));
  succeeded(await undo.redo(ana, asked()));

  for (const name of ['errands', 'old', 'empty']) succeeded(await lists.create(ana, { op: newOp(), name }));
  succeeded(await todos.send(ana, { ...asked(), todos: ['221', '222'], to: 'errands' }));
  succeeded(await todos.send(ana, { op: newOp(), list: 'errands', todos: ['1'], to: 'inbox' }));
  succeeded(await todos.send(ana, { ...asked(), todos: ['8'], to: 'errands' }));
  succeeded(await undo.undo(ana, asked()));
  succeeded(await todos.add(ana, { op: newOp(), list: 'old', todos: [{ title: 'long done' }] }));
  succeeded(await lists.rename(ana, { op: newOp(), list: 'old', name: 'older' }));
  succeeded(await lists.archive(ana, { op: newOp(), list: 'older' }));
  await addTitles(world, 'the last');
}

const folder = mkdtempSync(join(tmpdir(), 'tock-format-'));
try {
  const path = join(folder, 'tock.db');
  const journal = await openStore(`sqlite:${path}`);
  const { format } = journal.identity;
  await fill(await createWorld(journal, thinned));
  await journal.writeCursor('told', 'up to 7');
  const content = await contentOf(journal);
  await journal.close();
  // What is there already stays: stores of an old format are made by an old tock alone.
  copyFileSync(path, new URL(`./${format}.db`, import.meta.url), constants.COPYFILE_EXCL);
  writeFileSync(new URL(`./${format}.txt`, import.meta.url), content, { flag: 'wx' });
} finally {
  rmSync(folder, { recursive: true });
}
