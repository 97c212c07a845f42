/** A compiled schema judges as the plain one does: the same value, or the same complaints. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { newTodoSchema, packedTodoSchema } from '../src/index.ts';

const schemas = { 'a new todo': newTodoSchema, 'a packed todo': packedTodoSchema };
const right = {
  ...{ id: 'bcdfghjklmnp', n: 1, title: 'milk', notes: 'oat', pri: 'A', due: '2026-12-01', tags: ['home'] },
  ...{ position: 'a0', createdAt: '2026-11-01T08:00:00Z', createdBy: 'ana', rev: 3, done: true, for: null },
};
/** Fields as they should be, now and then others in their place, unknown ones, and what no JSON has. */
const payloadOf = (shape: object) =>
  fc
    .tuple(
      fc.subarray(Object.entries(right).filter(([field]) => field in shape)),
      fc.dictionary(fc.constantFrom(...Object.keys(right), 'x', '__proto__', 'constructor'), fc.anything(), {
        maxKeys: 1,
      }),
    )
    .map(([fields, others]) => ({ ...Object.fromEntries(fields), ...others }));

test.each(Object.entries(schemas))('of %s', (_, schema) => {
  const plain = z.strictObject(schema.shape);
  let taken = 0;
  const agree = (value: unknown) => {
    const [compiled, expected] = [schema.safeParse(value), plain.safeParse(value)];
    expect(compiled.success).toBe(expected.success);
    expect(compiled.data).toEqual(expected.data);
    expect(compiled.error?.issues).toEqual(expected.error?.issues);
    if (compiled.success) taken += 1;
  };
  fc.assert(fc.property(payloadOf(schema.shape), agree), { numRuns: 2_000 });
  fc.assert(fc.property(fc.anything(), agree));
  agree(Object.fromEntries(Object.entries(right).filter(([field]) => field in schema.shape)));
  expect(taken).toBeGreaterThan(10);
});
