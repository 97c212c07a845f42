/** The one way in which a controller changes a list of todos (R2): permission → check → commit → receipt. */
import {
  fingerprint,
  type ListEntry,
  limits,
  type Outcome,
  type Receipt,
  success,
  type TodoChange,
} from '@tock/shared';
import { type Action, type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import type { TodoLedger } from '../ledgers.ts';
import type { Landed, LedgerRequest, Plan } from '../listRules.ts';
import { tooLarge } from '../refusals.ts';
import type { Remembered } from '../remembered.ts';
import type { TodoDraft } from '../todoRules.ts';
import type { ControllerDependencies } from './controllers.ts';

/** What the requests that change todos have in common. */
export interface WriteRequest {
  op: string;
  list: string;
  typed?: string;
}

/** The changes that a request makes to a list, or why not; `list` is the resolved id. Pure. */
export type TodoPlan = (draft: TodoDraft, list: string, remembered: Remembered) => Outcome<Plan<TodoChange>>;

/** A request as a ledger is asked it, but for its plan. */
export type Asked = Pick<LedgerRequest<never, never>, 'op' | 'by' | 'fingerprint' | 'size'>;

/** Whose request it is, and what it was used for (R7): what was typed where the client says it, else the request itself. */
export function asked(who: Caller, name: string, { op, list: _, typed, ...content }: WriteRequest): Outcome<Asked> {
  const text = JSON.stringify(content);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.batchBytes) return tooLarge(bytes, limits.batchBytes, 'bytes');
  return success({ op, by: who.person, fingerprint: fingerprint(name, typed ?? text), size: bytes });
}

/** Changes a list: answered when durable, once for each op. */
export async function writeTodos(
  dependencies: ControllerDependencies,
  who: Caller,
  action: Action,
  name: string,
  request: WriteRequest,
  plan: TodoPlan,
): Promise<Outcome<Receipt>> {
  const { directory, ledgers } = dependencies;
  // Whether they may do this is judged in the queue's turn: a repeat of what is stored gets its receipt first (R7).
  const list = resolveList(directory.state, who, 'read', request.list);
  if (!list.ok) return list;
  const is = asked(who, name, request);
  if (!is.ok) return is;
  const { id } = list.value;
  return ledgers.use(id, async (ledger) => {
    const landed = await ledger.submit({
      ...is.value,
      plan: (draft, remembered) => {
        const still = permit(directory.state, who, action, id);
        return still.ok ? plan(draft, id, remembered) : still;
      },
    });
    return landed.ok ? success(receiptOf(dependencies, who, list.value, ledger, landed.value)) : landed;
  });
}

/** What a request says about each todo it named: those it changed, then those that were already so. */
export function receiptOf(
  { epoch, durability }: Pick<ControllerDependencies, 'epoch' | 'durability'>,
  who: Caller,
  list: ListEntry,
  ledger: TodoLedger,
  { rev, changed, request }: Landed<TodoChange>,
): Receipt {
  const titles = new Map<string, string>();
  for (const { id, title } of [...request.changes, ...(request.unchanged ?? [])]) titles.set(id, title);
  const todos = Array.from(titles, ([id, title]) => ({ id, n: ledger.state.get(id)?.n ?? 0, title }));
  const types = [...new Set(request.changes.map(({ type }) => type))];
  const { op, undoes, redoes } = request;
  return {
    op,
    list: list.id,
    listName: describeList(list, who).title,
    epoch,
    durability,
    rev,
    changed,
    todos,
    ...(undoes === undefined ? {} : { undone: { rev: undoes.rev, types } }),
    ...(redoes === undefined ? {} : { redone: { rev: redoes.rev, types } }),
  };
}
