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
import { type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import type { Plan } from '../listRules.ts';
import { tooLarge } from '../refusals.ts';
import { Remembered } from '../remembered.ts';
import type { TodoDraft } from '../todoRules.ts';
import type { ControllerDependencies } from './controllers.ts';
import { changedSince, planEdit } from './editing.ts';
import { planMove, planSend, sameList } from './moving.ts';
import { nameTodos, removed } from './naming.ts';
import { asked, receiptOf, writeTodos } from './writing.ts';

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
    return this.#each(who, 'complete', request, ({ id, title, rev, doneAt }) =>
      doneAt === null ? { type: 'todo_completed', id, title, seen: rev } : null,
    );
  }

  reopen(who: Caller, request: RequestOf<'todo:reopen'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'reopen', request, ({ id, title, rev, doneAt, doneBy }) =>
      doneAt === null || doneBy === null
        ? null
        : { type: 'todo_reopened', id, title, seen: rev, was: { at: doneAt, by: doneBy } },
    );
  }

  remove(who: Caller, request: RequestOf<'todo:remove'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'remove', request, ({ id, title, rev, removedAt }) =>
      removedAt === null ? { type: 'todo_removed', id, title, seen: rev } : null,
    );
  }

  restore(who: Caller, request: RequestOf<'todo:restore'>): Promise<Outcome<Receipt>> {
    return this.#each(who, 'restore', request, ({ id, title, rev, removedAt, removedBy }) =>
      removedAt === null || removedBy === null
        ? null
        : { type: 'todo_restored', id, title, seen: rev, was: { at: removedAt, by: removedBy } },
    );
  }

  /** Gives todos another place in the order of their list. */
  move(who: Caller, request: RequestOf<'todo:move'>): Promise<Outcome<Receipt>> {
    return writeTodos(this.#dependencies, who, 'change', 'move', request, (draft) => planMove(draft, request));
  }

  /** Moves todos to the end of another list: one op, a commit in each, both or neither (R3). The receipt is the other list's. */
  async send(who: Caller, request: RequestOf<'todo:send'>): Promise<Outcome<Receipt>> {
    const { directory, ledgers, joint } = this.#dependencies;
    const from = resolveList(directory.state, who, 'read', request.list);
    if (!from.ok) return from;
    const is = asked(who, 'send', request);
    if (!is.ok) return is;
    return ledgers.use(from.value.id, (own) => {
      // What it was called when it was stored may be the name of another list by now, or of none (R7).
      const sentTo = own.remembered.get(Remembered.key(who.person, request.op))?.with?.list;
      const to =
        sentTo === undefined
          ? resolveList(directory.state, who, 'read', request.to)
          : permit(directory.state, who, 'read', sentTo);
      if (!to.ok) return Promise.resolve(to);
      const { id } = to.value;
      if (id === from.value.id) return Promise.resolve(sameList(describeList(to.value, who).title));
      return ledgers.use(id, async (other) => {
        const landed = await joint.submit(own, other, {
          ...is.value,
          plan: (draft, there) => {
            const mayLeave = permit(directory.state, who, 'change', from.value.id);
            if (!mayLeave.ok) return mayLeave;
            const mayArrive = permit(directory.state, who, 'add', id);
            return mayArrive.ok ? planSend(draft, there, request, from.value, to.value) : mayArrive;
          },
        });
        if (!landed.ok) return landed;
        const { rev, changed, request: sent } = landed.value;
        // The first was stored while this waited, into another list that had the name then: by now that is known.
        if (sent.with !== undefined && sent.with.list !== id) return this.send(who, request);
        // A receipt of another server, on a shared store, may be of todos that this one has not heard of.
        if (sent.changes.some((change) => other.state.get(change.id) === undefined)) await other.refresh();
        const arrived = { rev: sent.with?.rev ?? other.head.rev, changed, request: sent };
        return success({
          ...receiptOf(this.#dependencies, who, to.value, other, arrived),
          from: { list: from.value.id, listName: describeList(from.value, who).title, rev },
        });
      });
    });
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
        // What went to another list is there: it cannot come back here as well.
        const elsewhere = todo.movedTo !== null && name === 'restore';
        if (elsewhere || (todo.removedAt !== null && !touchesRemoved)) return removed(todo);
        if (request.ifRev !== undefined && request.ifRev !== todo.rev) return changedSince(draft, todo, request.ifRev);
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
function slim({
  changes,
  unchanged,
}: {
  changes: TodoChange[];
  unchanged: { id: string; title: string }[];
}): Plan<TodoChange> {
  return unchanged.length === 0 ? { changes } : { changes, unchanged };
}

function unknownPerson(person: string) {
  return failure(
    'not_found',
    `there is nobody called "${person}" here`,
    'for: takes the name of a person of this server',
  );
}
