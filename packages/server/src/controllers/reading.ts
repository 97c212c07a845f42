/** Reading todos a page at a time, in the order of their list, for readers that keep no copy of it. */
import {
  type Clock,
  clock,
  type Filter,
  failure,
  IDENTIFIER,
  type Outcome,
  parseFilter,
  type RequestOf,
  stateOf,
  success,
  type Todo,
  type TodosRead,
  todoRecord,
} from '@tock/shared';
import { type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import { Slices } from '../slices.ts';
import type { ControllerDependencies } from './controllers.ts';

/** About how much text one page has at most, in UTF-16 units (one todo may be larger). */
const MOST_TEXT = 1024 * 1024;
/** What a todo has beside title and notes, about, in UTF-16 units. */
const REST = 400;
/** What looking at a todo costs, in the units of a slice. */
const LOOKED_AT = 16;

/** A todo's place in its list. */
type Place = Pick<Todo, 'position' | 'id'>;

const placeText = ({ position, id }: Place) => `${position}:${id}`;

function readPlace(text: string): Outcome<Place> {
  const [position = '', id = '', ...more] = text.split(':');
  if (!/^[0-9A-Za-z]{1,256}$/.test(position) || !IDENTIFIER.test(id) || more.length > 0)
    return failure('invalid', 'after is not the next of a page', 'begin again without it');
  return success({ position, id });
}

/** The zone by its one name: whatever a reader calls it, nothing is kept for each spelling. */
function canonicalZone(name: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
}

export class ReadingController {
  readonly #dependencies: ControllerDependencies;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
  }

  async page(who: Caller, request: RequestOf<'todos:read'>): Promise<Outcome<TodosRead>> {
    const { directory, ledgers, epoch } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', request.list);
    if (!list.ok) return list;
    const place = request.after === undefined ? success(null) : readPlace(request.after);
    if (!place.ok) return place;
    const when = { now: new Date(), timeZone: canonicalZone(request.timeZone ?? 'UTC') };
    const filter = parseFilter(request.filter ?? '', when);
    if (!filter.ok) return filter;
    if (filter.value.lists !== null) return failure('invalid', 'list: has no place here', 'one list is read at a time');
    const { id } = list.value;
    return ledgers.use(id, async (ledger) => {
      // Todos are never mutated: what is taken in this turn is the list at this revision, however long it is read.
      const frozen = await ledger.turn(({ rev, h, order }) => {
        const still = permit(directory.state, who, 'read', id);
        return still.ok ? success({ rev, h, todos: order.behind(place.value) }) : still;
      });
      if (!frozen.ok) return frozen;
      const { rev, h, todos } = frozen.value;
      const info = describeList(list.value, who);
      const now = clock(when);
      const found = await choose(todos, filter.value, now, request.limit);
      const records = found.chosen.map((todo) =>
        todoRecord({ todo, state: stateOf(todo, now.now, now.today), list: info }),
      );
      return success({ list: info, epoch, rev, h, todos: records, next: found.next });
    });
  }
}

/** The first todos that match, as many as one page holds, and where the next page begins. */
async function choose(
  todos: readonly Todo[],
  filter: Filter,
  now: Clock,
  limit: number,
): Promise<{ chosen: Todo[]; next: string | null }> {
  const chosen: Todo[] = [];
  const slices = new Slices();
  let text = 0;
  let last: Todo | null = null;
  for (const todo of todos) {
    if (filter.matches(todo, now)) {
      const size = todo.title.length + todo.notes.length + REST;
      if (last !== null && (chosen.length === limit || text + size > MOST_TEXT)) {
        return { chosen, next: placeText(last) };
      }
      chosen.push(todo);
      text += size;
      last = todo;
    }
    // A long list that hardly matches is as much work as one that does.
    if (slices.full(todo.title.length + LOOKED_AT)) await slices.turn();
  }
  return { chosen, next: null };
}
