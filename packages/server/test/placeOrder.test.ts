/** The order of a list is that of a sort, whatever is put into it. */
import { compareTodos } from '@tock/shared';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TodoList } from '../src/todoRules.ts';
import { addedTodo } from './placeOrderSamples.ts';

const keys = fc.constantFrom('a0', 'a1', 'a1V', 'a2', 'a3', 'Zz');
const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), keys, fc.boolean()), { maxLength: 60 });

test('R11: neighbours are found as in a sorted array, also among equal positions', () => {
  fc.assert(
    fc.property(steps, keys, (puts, key) => {
      const list = new TodoList();
      for (const [index, [n, position, asked]] of puts.entries()) {
        // Some ask early, and the order is kept up from then on.
        if (asked) expect([...list.order.after(null)]).toHaveLength(list.todos.size);
        list.put(addedTodo(n, position, index));
      }
      const sorted = [...list.todos.values()].sort(compareTodos);
      expect([...list.order.after(null)]).toEqual(sorted);
      expect([...list.order.before(null)]).toEqual(sorted.toReversed());
      expect([...list.order.after(key)]).toEqual(sorted.filter(({ position }) => position > key));
      expect([...list.order.before(key)]).toEqual(sorted.filter(({ position }) => position < key).toReversed());
    }),
  );
});
