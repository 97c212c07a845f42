/** Todos: packed for wire and disk, and the words their fields may have. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blankTodo,
  packedTodoSchema,
  packTodo,
  personSchema,
  prioritySchema,
  stateOf,
  type Todo,
  tagSchema,
  unpackTodo,
  whenSchema,
} from '../src/index.ts';
import { todo } from './samples.ts';

const nullable = (...values: string[]) => fc.constantFrom(null, ...values);
const instants = nullable('2026-11-01T08:00:00Z', '2026-11-01T08:00:00.123Z');

const anyTodo: fc.Arbitrary<Todo> = fc.record(
  {
    id: fc.constantFrom('bcdfghjklmnp', 'zxwvtsrqpnml'),
    n: fc.integer({ min: 1 }),
    title: fc.string({ minLength: 1 }),
    notes: fc.string(),
    pri: nullable('A', 'Z'),
    due: nullable('2026-12-01', '2026-12-01T16:00:00Z'),
    wait: nullable('2026-12-01', '2026-12-01T16:00:00Z'),
    for: nullable('ana', 'bo'),
    tags: fc.array(fc.constantFrom('home', '@phone')),
    position: fc.string({ minLength: 1 }),
    createdAt: fc.constant('2026-11-01T08:00:00Z'),
    createdBy: fc.constantFrom('ana', 'bo'),
    doneAt: instants,
    doneBy: nullable('ana'),
    removedAt: instants,
    removedBy: nullable('bo'),
    movedTo: nullable('zxwvtsrqpnml'),
    rev: fc.nat(),
    edited: fc.dictionary(
      fc.constantFrom('title', 'due', 'tags'),
      fc.record({ rev: fc.nat(), by: fc.constantFrom('ana', 'bo') }, { noNullPrototype: true }),
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

describe('packing', () => {
  test('a todo comes back whole, also as text', () => {
    fc.assert(
      fc.property(anyTodo, (todo) => {
        expect(unpackTodo(packTodo(todo))).toStrictEqual(todo);
        expect(unpackTodo(packedTodoSchema.parse(JSON.parse(JSON.stringify(packTodo(todo)))))).toStrictEqual(todo);
      }),
    );
  });

  test('what is blank takes no room', () => {
    const packed = Object.keys(packTodo(todo()));
    expect(packed.filter((key) => key in blankTodo)).toStrictEqual([]);
  });
});

describe('words of fields', () => {
  test.each([
    [whenSchema, ['2026-12-01', '2028-02-29', '2026-12-01T16:00:00Z', '2026-12-01T23:59:59Z']],
    [tagSchema, ['home', '@phone', 'a.b_c-9', 'Äpfel', '日本', 'नमस्ते']],
    [personSchema, ['ana', 'bo-2', 'a_b']],
    [prioritySchema, ['A', 'Z']],
  ])('that may be', (schema, texts) => {
    for (const text of texts) expect(schema.safeParse(text).success, text).toBe(true);
  });

  test.each([
    [
      whenSchema,
      [
        '',
        '2026-02-30',
        '2026-13-01',
        '2026-12-01T24:00:00Z',
        '2026-12-01T16:60:00Z',
        '2026-12-01T16:00Z',
        '2026-12-01\n',
      ],
    ],
    [tagSchema, ['', '+home', '1', '@', '@@a', 'a b', 'a/b', 'a\n', `a${'b'.repeat(64)}`]],
    [personSchema, ['', 'Ana', '1a', 'a b', 'a/b', 'ana\n', 'a'.repeat(33), '__proto__']],
    [prioritySchema, ['', 'a', 'AA', '1', 'Ä', 'A\n']],
  ])('that may not be', (schema, texts) => {
    for (const text of texts) expect(schema.safeParse(text).success, JSON.stringify(text)).toBe(false);
  });
});

test('removed wins over done, done over waiting', () => {
  const state = (fields: Partial<Todo>) => stateOf(todo(fields), '2026-11-18T13:30:00Z', '2026-11-18');
  const at = '2026-11-01T08:00:00Z';
  expect(state({})).toBe('open');
  expect(state({ wait: '2026-11-19' })).toBe('waiting');
  expect(state({ wait: '2026-11-19', doneAt: at })).toBe('done');
  expect(state({ wait: '2026-11-19', doneAt: at, removedAt: at })).toBe('removed');
});
