/** What can be asked of the todos of a list. Each answers with a receipt when the change is durable. */
import {
  derivedIdentifier,
  failure,
  limits,
  type Outcome,
  type Receipt,
  type RequestOf,
  success,
  type Todo,
  type TodoChange,
} from '@tock/shared';
import { generateNKeysBetween } from 'fractional-indexing';
import type { Caller } from '../identity/permissions.ts';
import type { Plan } from '../listRules.ts';
import { tooLarge } from '../refusals.ts';
import type { TodoDraft } from '../todoRules.ts';
import type { ControllerDependencies } from './controllers.ts';
import { planEdit } from './editing.ts';
import { nameTodos, removed } from './naming.ts';
import { writeTodos } from './writing.ts';

export class TodoController {
  readonly #dependencies: ControllerDependencies;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Adds todos at the end of the list, in their order, all or none. */
  add(who: Caller, request: RequestOf<'todo:add'>): Promise<Outcome<Receipt>> {
    const { op, todos } = request;
    if (todos.length > limits.batchChanges) {
      return Promise.resolve(tooLarge(todos.length, limits.batchChanges, 'todos'));
    }
    return writeTodos(this.#dependencies, who, 'add', 'add', request, (draft, list) => {
      const stranger = todos.find((todo) => todo.for != null && !this.#knows(todo.for));
      if (stranger?.for != null) return unknownPerson(stranger.for);
      const positions = generateNKeysBetween(draft.lastPosition, null, todos.length);
      const plan = { changes: [] as TodoChange[], unchanged: [] as { id: string; title: string }[] };
      for (const [index, todo] of todos.entries()) {
        const id = derivedIdentifier(list, who.person, op, index);
        const before = draft.get(id);
        // An op older than the window of remembered ones: its todos are there already, and no second ones are made (R7).
        if (before !== undefined) plan.unchanged.push({ id, title: before.title });
        else plan.changes.push({ type: 'todo_added', id, position: positions[index] ?? '', ...todo });
      }
      return success(slim(plan));
    });
  }

  /** Sets fields of one todo. Fields that nobody edited since they were seen merge; others are a conflict. */
  edit(who: Caller, request: RequestOf<'todo:edit'>): Promise<Outcome<Receipt>> {
    const person = request.set.for ?? null;
    return writeTodos(this.#dependencies, who, 'change', 'edit', request, (draft) =>
      person !== null && !this.#knows(person) ? unknownPerson(person) : planEdit(draft, request),
    );
  }

  complete(who: Caller, request: RequestOf<'todo:complete'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'complete', request, ({ id, title, doneAt }) =>
      doneAt === null ? { type: 'todo_completed', id, title } : null,
    );
  }

  reopen(who: Caller, request: RequestOf<'todo:reopen'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'reopen', request, ({ id, title, doneAt, doneBy }) =>
      doneAt === null || doneBy === null ? null : { type: 'todo_reopened', id, title, was: { at: doneAt, by: doneBy } },
    );
  }

  remove(who: Caller, request: RequestOf<'todo:remove'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'remove', request, ({ id, title, removedAt }) =>
      removedAt === null ? { type: 'todo_removed', id, title } : null,
    );
  }

  restore(who: Caller, request: RequestOf<'todo:restore'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'restore', request, ({ id, title, removedAt, removedBy }) =>
      removedAt === null || removedBy === null
        ? null
        : { type: 'todo_restored', id, title, was: { at: removedAt, by: removedBy } },
    );
  }

  /** One change for each todo that a request names; null where the todo is already so. */
  #each(
    who: Caller,
    name: 'complete' | 'reopen' | 'remove' | 'restore',
    request: RequestOf<'todo:complete'>,
    change: (todo: Todo) => TodoChange | null,
  ): Promise<Outcome<Receipt>> {
    const touchesRemoved = name === 'remove' || name === 'restore';
    return writeTodos(this.#dependencies, who, 'change', name, request, (draft: TodoDraft) => {
      const todos = nameTodos(request.todos, draft);
      if (!todos.ok) return todos;
      const plan = { changes: [] as TodoChange[], unchanged: [] as { id: string; title: string }[] };
      for (const todo of todos.value) {
        if (todo.removedAt !== null && !touchesRemoved) return removed(todo);
        const made = change(todo);
        if (made === null) plan.unchanged.push({ id: todo.id, title: todo.title });
        else plan.changes.push(made);
      }
      return success(slim(plan));
    });
  }

  #knows(person: string): boolean {
    return this.#dependencies.directory.state.people.has(person);
  }
}

/** A plan without an empty `unchanged`, which nobody wants to read on disk. */
function slim({ changes, unchanged }: Required<Plan<TodoChange>>): Plan<TodoChange> {
  return unchanged.length === 0 ? { changes } : { changes, unchanged };
}

function unknownPerson(person: string) {
  return failure(
    'not_found',
    `there is nobody called "${person}" here`,
    'for: takes the name of a person of this server',
  );
}
