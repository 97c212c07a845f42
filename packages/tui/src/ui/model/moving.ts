/** Moving the cursor's todo in the order of its list: each move is decided on what is shown when its turn comes. */
import { type RequestOf, sanitise, type Todo } from '@tock/shared';
import type { ListStore } from '../../client/client.ts';
import { besideOf } from '../view/beside.ts';
import type { Screen } from './screen.ts';
import { tellDropped, tellUnsent } from './telling.ts';
import type { Turn } from './turns.ts';

/**
 * A move that waits for its turn. More of the same key make it a longer one: keys are faster than any line. The other key
 * is a move of its own: were the two to cancel out, an undo after them would take back something older.
 */
export interface WaitingMove {
  readonly turn: Turn;
  readonly list: string;
  readonly todo: string;
  steps: number;
}

/** Moves a todo one row down or up, as soon as every write before it is answered and seen. */
export function moveByRow(screen: Screen, todo: Todo, step: 1 | -1): void {
  if (todo.removedAt !== null) {
    screen.say(`${todo.n} is removed and has no place: x brings it back`);
    return;
  }
  const { move, lane, session } = screen;
  const list = session.reference;
  const same = move !== null && move.list === list && move.todo === todo.id && Math.sign(move.steps) === step;
  if (same && lane.waitsLast(list, move.turn)) {
    move.steps += step;
    return;
  }
  const label = `move: ${sanitise(todo.title)}`;
  let waiting: WaitingMove | null = null;
  const turn = lane.sendAlone('todo:move', list, {
    label,
    typed: false,
    prepare: () => requestOf(screen, { list, todo, label, steps: waiting?.steps ?? step }),
    settled: ({ rev }) => seen(screen, session.store, rev),
    answered(outcome) {
      if (!outcome.ok) tellUnsent(screen, label, outcome.problem, 'look where it is before you press the key again');
    },
    dropped: () => tellDropped(screen, label),
  });
  waiting = { turn, list, todo: todo.id, steps: step };
  screen.move = waiting;
}

/** What to ask for, from what is shown now; null, and said, where there is nowhere to go. */
function requestOf(
  screen: Screen,
  { list, todo, label, steps }: { list: string; todo: Todo; label: string; steps: number },
): RequestOf<'todo:move'> | null {
  const { session, lane } = screen;
  const refusal = screen.refusal(['connection']);
  const left = session.reference !== list ? 'another list is open' : null;
  const gone = session.view.get(todo.id) === undefined ? 'it is not in this view any more' : null;
  const reason = refusal ?? left ?? gone;
  if (reason !== null) {
    screen.say(`not sent: ${label}: ${reason}`, 'warning');
    return null;
  }
  const beside = besideOf(session.view, todo.id, steps);
  if (beside === null) {
    screen.say(steps > 0 ? `${todo.n} is the last one here` : `${todo.n} is the first one here`);
    return null;
  }
  return { op: lane.operation(), list, todos: [todo.id], place: beside.place, of: beside.of.id };
}

/** Resolves when a store has a revision, or is not shown any more: the next move is counted from there. */
function seen(screen: Screen, store: ListStore, rev: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const over = screen.session.store !== store || store.status.phase === 'failed';
      if (store.state.rev < rev && !over) return;
      stop();
      resolve();
    };
    const stop = screen.subscribe(look);
    look();
  });
}
