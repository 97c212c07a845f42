/** A hash of everything that a list is at one revision: the same on a server that has it in memory and on whoever reads the disk. */
import { createHash, type Hash } from 'node:crypto';
import type { DirectoryState, EditedField, Todo } from '@tock/shared';
import { directoryRules } from '../identity/directoryRules.ts';
import { Slices } from '../slices.ts';
import type { TodoList } from '../todoRules.ts';

const digestOf = (hash: Hash) => hash.digest('base64url').slice(0, 22);

/** Everything that a todo has, in an order that does not depend on how it came to be. What is added to it does not compile without a place here. */
const MEMBERS = Object.keys({
  id: true,
  n: true,
  rev: true,
  position: true,
  title: true,
  notes: true,
  pri: true,
  due: true,
  wait: true,
  for: true,
  tags: true,
  createdAt: true,
  createdBy: true,
  doneAt: true,
  doneBy: true,
  removedAt: true,
  removedBy: true,
  movedTo: true,
  edited: true,
  by: true,
} satisfies Record<keyof Todo | keyof EditedField, true>);

/**
 * A list of todos, as it stands when this is called: what changes meanwhile changes nothing of it, and others are served
 * between two slices. It is made of the todos, not of the texts that readers share.
 */
export async function digestTodos({ count, lastPosition, blocks }: TodoList): Promise<string> {
  const frozen = blocks.freeze();
  const hash = createHash('sha256').update(JSON.stringify([count, lastPosition]));
  const slices = new Slices();
  for (const block of frozen) {
    for (const todo of block.todos) {
      const text = JSON.stringify(todo, MEMBERS);
      hash.update('\n').update(text);
      if (slices.full(text.length)) await slices.turn();
    }
  }
  return digestOf(hash);
}

/** The directory, as it stands when this is called. */
export async function digestDirectory(state: DirectoryState): Promise<string> {
  const hash = createHash('sha256');
  for (const text of directoryRules.freeze(state)) hash.update('\n').update(text);
  return digestOf(hash);
}
