/** Filters: the words by which `ls`, `watch`, `export` and the TUI choose todos. */
import { type Outcome, success } from '../outcome.ts';
import { stateOf, type Todo, type TodoState } from '../todo.ts';
import { parseWords } from './filterParser.ts';
import { Subject, statesWhere } from './filterPart.ts';
import { splitFilter } from './filterWords.ts';
import type { Clock, WhenContext } from './when.ts';

/** A filter, ready to be asked of many todos. */
export interface Filter {
  /** Whether it holds for a todo, the state included: when no state is named, only the usual ones match. */
  matches(todo: Todo, clock: Clock): boolean;
  /** The states in which a todo can match; null when none is named. `removed` is among them only when it is named itself. */
  readonly states: ReadonlySet<TodoState> | null;
  /** The lists that are named, as typed; null when none is. Which todos are of a list, the caller knows. */
  readonly lists: readonly string[] | null;
}

/** How a filter is read. */
export interface FilterOptions {
  /** `-tag` means `-+tag`: where no option can be meant. Default: false. */
  readonly minusTag?: boolean;
  /** The states that match when the filter names none. Default: open alone. */
  readonly states?: ReadonlySet<TodoState>;
}

const OPEN: ReadonlySet<TodoState> = new Set<TodoState>(['open']);

/** Reads a filter. Dates in it are resolved now; `today` and `overdue` follow the clock that `matches` is given. */
export function parseFilter(text: string, context: WhenContext, options: FilterOptions = {}): Outcome<Filter> {
  const words = splitFilter(text);
  if (!words.ok) return words;
  const parsed = parseWords(words.value, context, { minusTag: options.minusTag ?? false });
  if (!parsed.ok) return parsed;
  const { part, lists } = parsed.value;

  const named = statesWhere((state) => words.value.some((word) => word.kind === 'word' && word.text === state));
  const reachable = statesWhere((state) => part.may.has(state) && (state !== 'removed' || named.has(state)));
  const states = named.size === 0 ? null : reachable;
  const considered = states ?? options.states ?? OPEN;

  return success({
    matches(todo, clock) {
      const state = stateOf(todo, clock.now, clock.today);
      return considered.has(state) && part.test(new Subject(todo, state, clock));
    },
    states,
    lists: lists.size === 0 ? null : [...lists],
  });
}
