/** What a person knows of their lists, from the receipts that they got: enough to mean something by what they ask next. */
import type { Outcome, Receipt } from '@tock/shared';
import type { Chance } from '../chance.ts';
import { oddList, oddReference } from './texts.ts';

interface KnownTodo {
  id: string;
  n: number;
  /** The revision that touched it last, as far as is known. */
  rev: number;
}

export interface KnownList {
  readonly id: string;
  name: string;
  rev: number;
  readonly todos: Map<string, KnownTodo>;
}

export class Known {
  readonly lists = new Map<string, KnownList>();

  /** Learns from an answer. */
  take(outcome: Outcome<Receipt>): void {
    if (!outcome.ok) return;
    const { list, listName, rev, todos, from, changed } = outcome.value;
    const ofTodos = todos.length > 0;
    const known = this.lists.get(list) ?? { id: list, name: listName, rev: 0, todos: new Map() };
    this.lists.set(list, known);
    known.name = listName;
    // What happens to a list itself has a revision of the directory.
    if (!ofTodos || !changed) return;
    known.rev = Math.max(known.rev, rev);
    for (const { id, n } of todos) known.todos.set(id, { id, n, rev });
    const left = from === undefined ? undefined : this.lists.get(from.list);
    if (left !== undefined && from !== undefined) left.rev = Math.max(left.rev, from.rev);
  }

  /** A list in any way in which it may be named, and now and then one that is none. */
  list(chance: Chance): { list: KnownList; reference: string } {
    const list = chance.one([...this.lists.values()]);
    if (chance.happens(0.04)) return { list, reference: oddList(chance) };
    return {
      list,
      reference: chance.one([list.id, list.name, list.name.toUpperCase(), `ana/${list.name}`], (name) =>
        name === list.id ? 4 : 1,
      ),
    };
  }

  /** A todo of a list, mostly one of the latest, and now and then none. */
  todo(chance: Chance, { todos }: KnownList): { reference: string; rev: number } {
    const all = [...todos.values()];
    if (all.length === 0 || chance.happens(0.04)) return { reference: oddReference(chance), rev: 0 };
    const { id, n, rev } = chance.one(chance.happens(0.7) ? all.slice(-6) : all);
    return { reference: chance.one([String(n), id, id.slice(0, 8)]), rev };
  }
}
