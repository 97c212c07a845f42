/** Deliveries at once: dead targets keep no live one waiting. */
import { expect, test } from 'vitest';
import { Slots } from '../../src/webhooks/slots.ts';

test('targets that fail have a part of the slots, and others come before them', async () => {
  const slots = new Slots(3, 1);
  const order: string[] = [];
  const take = async (name: string, failing: boolean) => {
    const release = await slots.take(failing);
    order.push(name);
    return release;
  };
  const dead = await take('dead 1', true);
  void take('dead 2', true);
  const one = await take('one', false);
  const two = await take('two', false);
  void take('three', false);
  await Promise.resolve();
  expect(order).toEqual(['dead 1', 'one', 'two']);
  dead();
  await new Promise(setImmediate);
  // The slot that is free goes to the one that does not fail.
  expect(order).toEqual(['dead 1', 'one', 'two', 'three']);
  one();
  await new Promise(setImmediate);
  expect(order).toEqual(['dead 1', 'one', 'two', 'three', 'dead 2']);
  two();
});
