/** Those who follow a list get each of its commits once, in order, with a chain that fits. */
import {
  applyCommit,
  chain,
  ListState,
  type Opened,
  type Page,
  packedTodoSchema,
  type StoredCommit,
  unpackTodo,
} from '@tock/shared';
import type { Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { todoRules } from '../../src/todoRules.ts';
import { digest } from '../ledger/fixtures.ts';
import { add, ask, connect, happened, startServer } from './fixtures.ts';

const openedSchema = z.object({ ok: z.literal(true), value: z.custom<Opened>() });

/** What a socket was sent about a list, in the order in which it came. */
interface Follower {
  opened: Opened;
  pages: Page[];
  commits: StoredCommit[];
  /** What came before the answer to `list:open`. */
  early: number;
}

/** Opens the inbox and takes everything down that comes. */
async function follow(socket: Socket): Promise<Follower> {
  const pages: Page[] = [];
  const commits: StoredCommit[] = [];
  let early = -1;
  const last = new Promise<void>((resolve) => {
    socket.on('list:paged', (page: Page) => {
      pages.push(page);
      if (page.last) resolve();
    });
  });
  socket.on('committed', (commit: StoredCommit) => commits.push(commit));
  const opened = await new Promise<Opened>((resolve) => {
    socket.emit('list:open', { list: 'inbox', follow: true }, (answer: unknown) => {
      early = commits.length + pages.length;
      resolve(openedSchema.parse(answer).value);
    });
  });
  await last;
  return { opened, pages, commits, early };
}

/** The list as a client makes it; throws when a revision is missing or comes twice. */
function rebuild({ opened, pages, commits }: Follower): ListState {
  const state = new ListState();
  const items = pages.flatMap((page) => z.array(packedTodoSchema).parse(JSON.parse(page.items)));
  for (const packed of items) state.put(unpackTodo(packed));
  const { rev, h, count, lastPosition } = opened;
  Object.assign(state, { rev, h, count, lastPosition });
  for (const commit of commits) {
    expect(commit.h).toBe(chain(state.h, commit.body));
    applyCommit(state, todoRules.parse(commit.body), commit.h);
  }
  return state;
}

test('R4, R5, R6: author and follower get every commit exactly once, whenever they join in a storm', async () => {
  const server = await startServer();
  const author = await connect(server);
  const followers = [await follow(author)];
  const answers: Promise<unknown>[] = [];
  for (let index = 0; index < 400; index += 1) {
    answers.push(add(author, `op${index}`));
    if (index % 40 === 0) followers.push(await follow(await connect(server)));
  }
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: true });
  const last = await connect(server);
  const final = await follow(last);
  expect(final.opened.count).toBe(400);
  // One more commit, so that everything before it has arrived everywhere.
  await Promise.all([add(last, 'last'), ...followers.map(({ commits }) => reached(commits, final.opened.rev + 1))]);
  const expected = digest(rebuild(final));
  for (const follower of followers) {
    expect(digest(rebuild(follower))).toBe(expected);
    expect(follower.early).toBe(0);
  }
});

/** Resolves when the commits have got to a revision. */
async function reached(commits: StoredCommit[], rev: number): Promise<void> {
  while ((commits.at(-1)?.rev ?? 0) < rev) await new Promise(setImmediate);
}

test('R6: the commit comes to its author before the answer', async () => {
  const server = await startServer();
  const author = await connect(server);
  const { commits } = await follow(author);
  expect(await add(author, 'milk')).toMatchObject({ ok: true, value: { rev: 1 } });
  expect(commits.map(({ rev }) => rev)).toEqual([1]);
});

test('a reader that does not follow, and one that stopped, are sent nothing', async () => {
  const server = await startServer();
  const [author, once, stopped] = await Promise.all([connect(server), connect(server), connect(server)]);
  const sent: unknown[] = [];
  for (const socket of [once, stopped]) socket.on('committed', (commit) => sent.push(commit));
  await ask(once, 'list:open', { list: 'inbox', follow: false });
  await ask(stopped, 'list:open', { list: 'inbox', follow: true });
  expect(await ask(stopped, 'list:close', { list: 'inbox' })).toEqual({ ok: true, value: null });
  await add(author, 'milk');
  await Promise.all([once, stopped].map((socket) => ask(socket, 'lists:read', {})));
  expect(sent).toEqual([]);
});

test('R4: a list can be taken up where one stood; another epoch, revision or chain is said, never taken', async () => {
  const server = await startServer();
  const author = await connect(server);
  const { opened, commits } = await follow(author);
  for (const op of ['milk', 'eggs', 'bread']) await add(author, op);
  const { epoch } = opened;
  const h = commits[0]?.h ?? '';
  const reader = await connect(server);
  const page = happened(reader, 'list:paged');
  expect(await ask(reader, 'list:open', { list: 'inbox', follow: true, since: { epoch, rev: 1, h } })).toMatchObject({
    ok: true,
    value: { content: 'commits', rev: 3 },
  });
  const [paged] = await page;
  expect(paged).toMatchObject({ last: true, items: JSON.stringify(commits.slice(1)) });
  for (const since of [
    { epoch: 'another', rev: 1, h },
    { epoch, rev: 4 },
    { epoch, rev: Number.MAX_SAFE_INTEGER },
    { epoch, rev: 1, h: 'another' },
    { epoch, rev: 0, h },
  ]) {
    expect(await ask(reader, 'list:open', { list: 'inbox', follow: true, since })).toMatchObject({
      problem: { code: 'server_behind' },
    });
  }
});

test('a list that was quiet says where it stands', async () => {
  const server = await startServer();
  const reader = await connect(server);
  const { opened } = await follow(reader);
  const [head] = await happened(reader, 'heartbeat');
  expect(head).toEqual({ list: opened.list.id, rev: 0, h: '' });
});

test('a new or renamed list is told to its owner', async () => {
  const server = await startServer();
  const [one, other] = await Promise.all([connect(server), connect(server)]);
  const created = happened(other, 'lists:changed');
  expect(await ask(one, 'list:create', { op: 'a', name: 'groceries' })).toMatchObject({ ok: true });
  await created;
  const renamed = happened(other, 'lists:changed');
  expect(await ask(one, 'list:rename', { op: 'b', list: 'groceries', name: 'food' })).toMatchObject({ ok: true });
  await renamed;
});
