/** Frozen blocks stay as they were, and each text is made once. */
import { blankTodo, limits, packedTodoSchema, packTodo, type Todo } from '@tock/shared';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Blocks } from '../src/blocks.ts';
import { seed, seededRandom } from './journal/fixtures.ts';

function todo(n: number, title: string): Todo {
  const at = '2026-11-20T10:00:00.000Z';
  // An id of the right form for each number.
  const id = `b${n
    .toString(8)
    .replace(/[01389]/g, 'z')
    .padStart(11, 'c')}`;
  return { ...blankTodo, id, n, title, position: 'a0', createdAt: at, createdBy: 'ana', rev: 1 };
}

/** Everything that frozen blocks say, by way of their texts. */
function read(frozen: ReturnType<Blocks['freeze']>) {
  return frozen
    .flatMap(({ texts }) => [...texts])
    .flatMap((text) => z.array(packedTodoSchema).parse(JSON.parse(text)))
    .map(({ n, title }) => `${n} ${title}`);
}

test('no todos are no blocks', () => {
  expect(new Blocks().freeze()).toEqual([]);
});

test(`whoever froze the blocks reads them as they were then, in the order of numbers (TOCK_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const blocks = new Blocks();
  const titles: string[] = [];
  const frozen: { blocks: ReturnType<Blocks['freeze']>; expected: string[] }[] = [];
  for (let step = 0; step < 3_000; step += 1) {
    const n = random() < 0.6 ? titles.length + 1 : 1 + Math.floor(random() * titles.length);
    titles[n - 1] = `${n} title ${step}`;
    blocks.put(todo(n, `title ${step}`));
    if (random() < 0.01) frozen.push({ blocks: blocks.freeze(), expected: [...titles] });
    // Some are read at once, some much later.
    if (random() < 0.005) read(blocks.freeze());
  }
  expect(titles.length).toBeGreaterThan(1_024);
  expect(frozen.length).toBeGreaterThan(3);
  for (const { blocks: then, expected } of frozen) expect(read(then)).toEqual(expected);
});

test('a text is made once, also across freezes, until something in its block changes', () => {
  const blocks = new Blocks();
  for (let n = 1; n <= 1_000; n += 1) blocks.put(todo(n, 'milk'));
  const [first, second] = blocks.freeze();
  const [before, kept] = [first?.texts, second?.texts];
  blocks.put(todo(1, 'eggs'));
  const [changed, same] = blocks.freeze();
  expect(same?.texts).toBe(kept);
  expect(changed?.texts).not.toBe(before);
  expect(first?.texts).toBe(before);
});

test('no page is larger than a page may be, in bytes, unless a single todo is', () => {
  const blocks = new Blocks();
  for (let n = 1; n <= 20; n += 1) blocks.put({ ...todo(n, 'milk'), notes: '買'.repeat(n === 7 ? 200_000 : 20_000) });
  const texts = blocks.freeze().flatMap((block) => [...block.texts]);
  const pages = texts.map((text) => z.array(packedTodoSchema).parse(JSON.parse(text)));
  expect(pages.flat().map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  for (const [index, text] of texts.entries()) {
    if ((pages[index]?.length ?? 0) > 1) expect(Buffer.byteLength(text)).toBeLessThan(limits.pageBytes + 64);
  }
  expect(pages.length).toBeLessThan(10);
});

test('what equals nothing is left out of a page', () => {
  const blocks = new Blocks();
  blocks.put(todo(1, 'milk'));
  expect(JSON.parse(blocks.freeze()[0]?.texts[0] ?? '')).toEqual([packTodo(todo(1, 'milk'))]);
});

/** What a list of so many todos would have in its snapshot, and the blocks that are read from it, a text at a time. */
function readBack(count: number, texts: (todos: Todo[]) => Todo[][]) {
  const written = new Blocks();
  const todos = Array.from({ length: count }, (_, index) => todo(index + 1, 'milk'));
  for (const each of todos) written.put(each);
  const blocks = new Blocks();
  for (const part of texts(todos)) blocks.append(part, JSON.stringify(part.map(packTodo)));
  return { written, blocks };
}

/** So many at a time. */
const inParts = (size: number) => (todos: Todo[]) =>
  Array.from({ length: Math.ceil(todos.length / size) }, (_, index) => todos.slice(index * size, (index + 1) * size));

test.each([512, 128, 100, 700])(
  'a list that is read in texts of %i todos has the pages that it was written with',
  (size) => {
    const { written, blocks } = readBack(1_300, inParts(size));
    expect(read(blocks.freeze())).toEqual(read(written.freeze()));
    // And it goes on from there.
    for (const each of [written, blocks]) {
      each.put(todo(1_301, 'eggs'));
      each.put(todo(700, 'bread'));
    }
    expect(read(blocks.freeze())).toEqual(read(written.freeze()));
    expect(blocks.freeze().map(({ todos }) => todos.length)).toEqual([512, 512, 277]);
  },
);

test('the text that a block was read from is not made again', () => {
  const text = `[${JSON.stringify(packTodo(todo(1, 'milk')))}]`;
  const blocks = new Blocks();
  blocks.append([todo(1, 'milk')], text);
  expect(blocks.freeze()[0]?.texts).toEqual([text]);
});

test('R10: a snapshot in which a todo is missing is refused', () => {
  const blocks = new Blocks();
  blocks.append([todo(1, 'milk')], '[]');
  expect(() => blocks.append([todo(3, 'eggs')], '[]')).toThrow('todo 3 where todo 2 belongs');
});
