/** Undo and redo, per person: new commits that take back what a person did, or bring it about again. */
import {
  type Commit,
  failure,
  type ListEntry,
  type Outcome,
  type Receipt,
  type RequestOf,
  type RequestReference,
  success,
  type TodoChange,
} from '@tock/shared';
import { type Caller, permit, resolveList } from '../identity/permissions.ts';
import type { TodoLedger } from '../ledgers.ts';
import type { Landed, Plan } from '../listRules.ts';
import { Remembered, type Undoable } from '../remembered.ts';
import { TodoDraft, todoRules } from '../todoRules.ts';
import type { ControllerDependencies } from './controllers.ts';
import { InTurn } from './inTurn.ts';
import { otherListOf, type Past, pastOf, planInverse, planReturn } from './undoing.ts';
import { type Asked, asked, receiptOf } from './writing.ts';

/** How often an undo begins anew because the person did something else meanwhile. */
const TRIES = 5;

/** Which way: what is looked for, and how the commit says it. */
interface Direction {
  name: 'undo' | 'redo';
  candidates(remembered: Remembered): Iterable<Undoable>;
  mark(target: RequestReference): Pick<Plan<TodoChange>, 'undoes' | 'redoes'>;
  nothing(): Outcome<never>;
}

/** What to take back, read before the list's queue is entered. */
interface Prepared {
  /** The newest candidate at that time: when another is newer, all is looked at anew. */
  newest: Undoable;
  undoable: Undoable;
  past: Past;
}

type Landing = Outcome<Landed<TodoChange>> | 'again';

const same = (a: Undoable, b: Undoable) => a.target.op === b.target.op && a.effect.op === b.effect.op;

export class UndoController {
  readonly #dependencies: ControllerDependencies;
  readonly #inTurn = new InTurn();

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Takes back the newest request of the caller in the list, or the newest of theirs in a revision. */
  undo(who: Caller, request: RequestOf<'list:undo'>): Promise<Outcome<Receipt>> {
    const rev = request.rev ?? null;
    return this.#turnBack(who, request, {
      name: 'undo',
      candidates: (remembered) => remembered.undoable(who.person, rev),
      mark: (undoes) => ({ undoes }),
      nothing: () =>
        rev === null
          ? failure('refused', 'there is nothing of yours to undo in this list', 'tock log shows who did what')
          : failure('refused', `revision ${rev} has nothing of yours to undo`, 'tock log shows who did what'),
    });
  }

  /** Brings about again what the caller took back last, unless they did something else since. */
  redo(who: Caller, request: RequestOf<'list:redo'>): Promise<Outcome<Receipt>> {
    return this.#turnBack(who, request, {
      name: 'redo',
      candidates: (remembered) => remembered.redoable(who.person),
      mark: (redoes) => ({ redoes }),
      nothing: () => failure('refused', 'there is nothing to redo in this list', 'redo follows an undo'),
    });
  }

  async #turnBack(who: Caller, request: RequestOf<'list:undo'>, direction: Direction): Promise<Outcome<Receipt>> {
    const { directory, ledgers } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', request.list);
    if (!list.ok) return list;
    const is = asked(who, direction.name, request);
    if (!is.ok) return is;
    // What to take back is read before the queue is entered. A repeat must not overtake its first try there: it would be told
    // that there is nothing to take back, and then the first try would be stored (R7).
    const turn = `${list.value.id} ${who.person}`;
    return this.#inTurn.run(turn, () =>
      ledgers.use(list.value.id, async (ledger) => {
        for (let tries = 0; tries < TRIES; tries += 1) {
          // A repeat gets its first receipt from the ledger: nothing needs to be read for it but that.
          const repeated = ledger.remembered.get(Remembered.key(who.person, request.op)) !== undefined;
          const prepared = repeated ? null : await this.#prepare(ledger, list.value.id, direction);
          const other = prepared === null ? null : otherListOf(prepared.past);
          const landed =
            prepared === null || other === null
              ? await this.#within(ledger, who, list.value, is.value, direction, prepared)
              : await this.#across(ledger, who, list.value, other, is.value, direction, prepared);
          if (landed === 'again') continue;
          return landed.ok ? success(receiptOf(this.#dependencies, who, list.value, ledger, landed.value)) : landed;
        }
        return failure('conflict', 'you did something else meanwhile, again and again', 'try again');
      }),
    );
  }

  /** The first candidate that still has something to take back. */
  async #prepare(ledger: TodoLedger, list: string, direction: Direction): Promise<Prepared | null> {
    let newest: Undoable | null = null;
    let commit: Commit<TodoChange> | null = null;
    for (const undoable of [...direction.candidates(ledger.remembered)]) {
      newest ??= undoable;
      const { op, rev } = undoable.effect;
      // A commit may hold hundreds of requests: it is read once for all of them.
      if (commit?.rev !== rev) {
        const [stored] = await this.#dependencies.journal.read(list, rev - 1, { limit: 1, maximumBytes: 1 });
        if (stored === undefined) throw new Error(`list ${list} has no revision ${rev} in the store`);
        commit = todoRules.parse(stored.body);
      }
      const past = pastOf(commit, op, undoable.person);
      if (await this.#changesAnything(ledger, list, past)) return { newest, undoable, past };
    }
    return null;
  }

  /** Whether taking it back would change anything, as the lists are now; also where it would be refused. */
  async #changesAnything(ledger: TodoLedger, own: string, past: Past): Promise<boolean> {
    const other = otherListOf(past);
    if (other === null) {
      const plan = planInverse(new TodoDraft(ledger.state), past);
      return !plan.ok || plan.value.changes.length > 0;
    }
    return this.#dependencies.ledgers.use(other, async ({ state }) => {
      const plans = planReturn(new TodoDraft(ledger.state), new TodoDraft(state), past, { own, other });
      return !plans.ok || plans.value.own.changes.length > 0;
    });
  }

  /** Whether what was prepared is still what the caller means. */
  #still(remembered: Remembered, direction: Direction, prepared: Prepared): boolean {
    const candidates = [...direction.candidates(remembered)];
    const is = (wanted: Undoable) => (candidate: Undoable) => same(candidate, wanted);
    return candidates.slice(0, 1).some(is(prepared.newest)) && candidates.some(is(prepared.undoable));
  }

  async #within(
    ledger: TodoLedger,
    who: Caller,
    { id }: ListEntry,
    is: Asked,
    direction: Direction,
    prepared: Prepared | null,
  ): Promise<Landing> {
    let again = false;
    const landed = await ledger.submit({
      ...is,
      alone: true,
      plan: (draft, remembered) => {
        const still = permit(this.#dependencies.directory.state, who, 'change', id);
        if (!still.ok) return still;
        if (prepared === null) return direction.nothing();
        again = !this.#still(remembered, direction, prepared);
        if (again) return direction.nothing();
        const plan = planInverse(draft, prepared.past);
        return plan.ok ? success({ ...plan.value, ...direction.mark(prepared.undoable.target) }) : plan;
      },
    });
    return again ? 'again' : landed;
  }

  async #across(
    ledger: TodoLedger,
    who: Caller,
    { id }: ListEntry,
    other: string,
    is: Asked,
    direction: Direction,
    prepared: Prepared,
  ): Promise<Landing> {
    const { directory, ledgers, joint } = this.#dependencies;
    const { target } = prepared.undoable;
    return ledgers.use(other, async (otherLedger) => {
      let again = false;
      const landed = await joint.submit(ledger, otherLedger, {
        ...is,
        plan: (own, there, remembered) => {
          for (const list of [id, other]) {
            const still = permit(directory.state, who, 'change', list);
            if (!still.ok) return still;
          }
          again = !this.#still(remembered, direction, prepared);
          if (again) return direction.nothing();
          const plans = planReturn(own, there, prepared.past, { own: id, other });
          if (!plans.ok) return plans;
          // It came back by itself meanwhile.
          again = plans.value.own.changes.length === 0;
          if (again) return direction.nothing();
          const elsewhere = otherLedger.remembered.get(Remembered.key(who.person, target.op));
          const otherMark = elsewhere === undefined ? {} : direction.mark({ op: target.op, rev: elsewhere.rev });
          return success({
            own: { ...plans.value.own, ...direction.mark(target) },
            other: { ...plans.value.other, ...otherMark },
          });
        },
      });
      return again ? 'again' : landed;
    });
  }
}
