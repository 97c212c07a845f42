/** Undo and redo of the list that is shown: sent when everything before it is answered, told by what it did. */
import type { Receipt, RequestOf } from '@tock/shared';
import type { Screen } from './screen.ts';
import { tellDropped } from './telling.ts';

type Direction = 'list:undo' | 'list:redo';

/** A request whose outcome is not known: asking again under the same op takes nothing more back (R7). */
export interface Unconfirmed {
  readonly name: Direction;
  readonly request: RequestOf<Direction>;
  /** How many ops were made by then: after another write, the key means something else. */
  readonly operations: number;
}

/** What todos are after a change, as an undo and as a redo tell it. */
const words: Readonly<Record<string, readonly [undone: string, redone: string]>> = {
  todo_edited: ['as before', 'edited again'],
  todo_completed: ['done again', 'done again'],
  todo_reopened: ['open again', 'open again'],
  todo_removed: ['removed', 'removed again'],
  todo_restored: ['back', 'back'],
  todo_moved: ['in the old place', 'moved again'],
  todo_sent: ['back in the other list', 'in the other list again'],
  todo_received: ['back', 'here again'],
};

/** What a receipt of an undo or redo says: "undid revision 12: buy milk is open again". */
export function turnedBackWords({ undone, redone, todos }: Receipt): string {
  const told = undone ?? redone;
  const [first] = todos;
  if (told === undefined || first === undefined) return undone === undefined ? 'done again' : 'undone';
  const [type = ''] = told.types;
  const [back, again] = (told.types.length === 1 ? words[type] : undefined) ?? ['as before', 'as before that'];
  const what = todos.length === 1 ? `${first.title} is` : `${todos.length} todos are`;
  return undone === undefined
    ? `redid revision ${told.rev}: ${what} ${again}`
    : `undid revision ${told.rev}: ${what} ${back}`;
}

function requestOf(screen: Screen, name: Direction, list: string): RequestOf<Direction> {
  const { unconfirmed, lane } = screen;
  const same = unconfirmed?.name === name && unconfirmed.request.list === list;
  if (same && unconfirmed.operations === lane.operations) return unconfirmed.request;
  return { op: lane.operation(), list };
}

/** Takes back what the person did last in the list, or brings it about again. The cursor goes to what it is about. */
export function turnBack(screen: Screen, name: Direction): void {
  const { session, lane } = screen;
  const list = session.reference;
  const label = name === 'list:undo' ? 'undo' : 'redo';
  let request: RequestOf<Direction> | null = null;
  lane.sendAlone(name, list, {
    label,
    typed: false,
    prepare() {
      const refusal = screen.refusal(['connection']);
      if (refusal !== null) {
        screen.say(`${refusal}: ${label}`, 'warning');
        return null;
      }
      request = requestOf(screen, name, list);
      screen.unconfirmed = null;
      session.arrivals.await(request.op);
      return request;
    },
    answered(outcome) {
      if (outcome.ok) screen.say(turnedBackWords(outcome.value));
      else if (outcome.problem.code === 'unknown' && request !== null) {
        screen.unconfirmed = { name, request, operations: lane.operations };
        const key = name === 'list:undo' ? 'u' : 'ctrl-r';
        screen.say(`not confirmed: ${label}`, 'bad', `${key} asks for it again, never twice`);
      } else if (outcome.problem.code === 'refused') screen.sayProblem(outcome.problem);
      else screen.sayProblem({ ...outcome.problem, message: `${label} refused: ${outcome.problem.message}` });
    },
    dropped: () => tellDropped(screen, label),
  });
}
