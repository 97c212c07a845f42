/** Whether every answer was true (invariants 1 to 3): what was confirmed is stored once, what was refused is not, nobody stored what nobody asked for. */
import type { Code, Problem, Receipt } from '@tock/shared';
import { type Invocation, placeOf } from './invocations.ts';
import { type Occurrence, occurrenceKey, type Replay } from './replay.ts';

type Violate = (invariant: string, what: string) => void;

/** After these nobody knows whether it is stored. */
const uncertain: readonly Code[] = ['unknown'];
/** A list that remembers so many ops forgets none in a run. */
const EVERYTHING = 10_000;
/** Ops with which the simulation made its people. */
export const SET_UP = 'set-up';

/** What the checks must know of the run. */
interface AnswerContext {
  window: number;
  sharedStore: boolean;
  era: number;
  /** Whether reads of the store may fail, also because it broke in a write: then a receipt may be unknown that is there. */
  readsFail: boolean;
  /** Ops that were asked more often than anybody was answered. */
  twice: ReadonlySet<string>;
  violate: Violate;
}

/** Everything that was asked with one op, and everywhere it is stored. */
interface Group {
  invocations: Invocation[];
  occurrences: Occurrence[];
}

export function checkAnswers(
  invocations: readonly Invocation[],
  { occurrences, lists }: Replay,
  context: AnswerContext,
): void {
  const { violate, era, window } = context;
  const groups = new Map<string, Group>();
  const asked = new Map<string, Invocation[]>();
  for (const invocation of invocations) {
    const { home, person, write } = invocation;
    const key = occurrenceKey(home, person, write.op);
    const group = groups.get(key) ?? { invocations: [], occurrences: occurrences.get(key) ?? [] };
    group.invocations.push(invocation);
    groups.set(key, group);
    const byOp = `${person} ${write.op}`;
    asked.set(byOp, [...(asked.get(byOp) ?? []), invocation]);
  }
  for (const stored of occurrences.values()) {
    for (const { list, rev, stored: request } of stored) {
      if (request.op.startsWith(SET_UP)) continue;
      const byOp = asked.get(`${request.by} ${request.op}`) ?? [];
      if (!byOp.some(({ write }) => write.fits(request)))
        violate(
          '2 no phantom',
          `revision ${rev} of list ${list} holds what nobody asked for: ${JSON.stringify(request).slice(0, 300)}`,
        );
    }
  }
  for (const [key, group] of groups) {
    checkOnce(key, group.occurrences, window, violate);
    // What was confirmed before the store was put back may be gone.
    if (group.invocations.some((invocation) => invocation.era !== era)) continue;
    for (const invocation of group.invocations) checkOne(invocation, group, context, lists);
    checkReceipts(group, context);
  }
}

/** An op may come a second time only after the list has forgotten the first. */
function checkOnce(key: string, occurrences: readonly Occurrence[], window: number, violate: Violate): void {
  for (const [index, { ordinal, rev }] of occurrences.entries()) {
    const before = occurrences[index - 1];
    if (before !== undefined && ordinal - before.ordinal <= window)
      violate('3 exactly once', `${key} is stored at revisions ${before.rev} and ${rev}`);
  }
}

function checkOne(invocation: Invocation, group: Group, context: AnswerContext, lists: Replay['lists']): void {
  const { outcome, write, client } = invocation;
  const where = `${client} ${write.name} ${write.op}`;
  if (outcome === null) context.violate('13 answered', `${where} was never answered`);
  else if (outcome.ok) checkConfirmed(where, invocation, outcome.value, group, context, lists);
  else checkRefused(where, invocation, outcome.problem, group, context);
}

function checkConfirmed(
  where: string,
  invocation: Invocation,
  receipt: Receipt,
  { occurrences }: Group,
  { violate, window, sharedStore }: AnswerContext,
  lists: Replay['lists'],
): void {
  const { list, rev } = placeOf(invocation, receipt);
  if (!receipt.changed) {
    const earlier = occurrences.find((occurrence) => occurrence.rev <= rev);
    if (earlier !== undefined && window >= EVERYTHING)
      violate('3 same receipt', `${where} is at revision ${earlier.rev}, and was said to have changed nothing`);
    return;
  }
  const held = occurrences.find((occurrence) => occurrence.rev === rev)?.stored;
  if (held === undefined) violate('1 durable', `${where} was confirmed at revision ${rev} of list ${list}, without it`);
  else if (!invocation.write.fits(held))
    violate('1 durable', `${where} was confirmed at ${rev}, which says else: ${JSON.stringify(held).slice(0, 300)}`);
  // Servers that share a store may not know yet what number another one gave.
  else if (!sharedStore) checkTodos(where, receipt, lists, violate);
}

function checkRefused(
  where: string,
  invocation: Invocation,
  { code, message }: Problem,
  { invocations, occurrences }: Group,
  { violate, twice, window, readsFail, sharedStore }: AnswerContext,
): void {
  const { op, text } = invocation.write;
  if (!readsFail && message.includes('its receipt cannot be read'))
    violate('3 same receipt', `${where}: ${message}, and the store can be read`);
  // What was confirmed before this was asked is remembered: a repeat is told so, whatever became of the list since.
  const confirmed = invocations.find(
    (each) =>
      each.outcome?.ok === true &&
      each.outcome.value.changed &&
      each.write.text === text &&
      placeOf(each, each.outcome.value).rev <= invocation.after,
  );
  const judged = code === 'refused' || code === 'conflict';
  if (judged && confirmed !== undefined && window >= EVERYTHING && !sharedStore)
    violate('3 same receipt', `${where} was confirmed, and its repeat was answered with ${code}: ${message}`);
  if (code === 'op_reused') {
    const used = occurrences.length > 0 && invocations.some(({ write }) => write.text !== text);
    if (!used) violate('3 op reused', `${where}: ${message}, and it was not`);
    return;
  }
  const another = ({ outcome }: Invocation) =>
    outcome === null || outcome.ok || uncertain.includes(outcome.problem.code);
  const asked = twice.has(op) || invocations.some((each) => each !== invocation && another(each));
  // A list that may have forgotten the op looks at a repeat anew.
  if (uncertain.includes(code) || asked || occurrences.every(({ later }) => later >= window)) return;
  violate('2 refused is not stored', `${where} was answered with ${code}, and is stored: ${message}`);
}

/** The numbers that a receipt tells are those of the todos. */
function checkTodos(where: string, { list, todos }: Receipt, lists: Replay['lists'], violate: Violate): void {
  for (const { id, n } of todos) {
    const todo = lists.get(list)?.get(id);
    if (todo?.n !== n) violate('1 durable', `${where} was told that ${id} is number ${n}, and it is ${todo?.n}`);
  }
}

/** Whoever repeats a request gets the first receipt. */
function checkReceipts({ invocations }: Group, { sharedStore, violate }: AnswerContext): void {
  const receipts = new Map<number, string>();
  for (const invocation of invocations) {
    const { outcome, client, write } = invocation;
    if (outcome?.ok !== true || !outcome.value.changed) continue;
    const { listName: _, from, todos, ...receipt } = outcome.value;
    const told = todos.map(({ id, n, title }) => (sharedStore ? [id, title] : [id, title, n]));
    const text = JSON.stringify({ ...receipt, told, from: from?.rev });
    const { rev } = placeOf(invocation, outcome.value);
    const first = receipts.get(rev);
    if (first !== undefined && first !== text)
      violate('3 same receipt', `${client} got another receipt for ${write.op}: ${text}, not ${first}`);
    receipts.set(rev, text);
  }
}
