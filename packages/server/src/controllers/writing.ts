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
import type { Landed, Plan } from '../listRules.ts';
import { tooLarge } from '../refusals.ts';
import type { TodoDraft } from '../todoRules.ts';
import type { ControllerDependencies } from './controllers.ts';

/** What the requests that change todos have in common. */
interface WriteRequest {
  op: string;
  list: string;
  typed?: string;
}

/** The changes that a request makes to a list, or why not; `list` is the resolved id. Pure. */
export type TodoPlan = (draft: TodoDraft, list: string) => Outcome<Plan<TodoChange>>;

/** Changes a list: answered when durable, once for each op. */
export async function writeTodos(
  { directory, ledgers, epoch, durability }: ControllerDependencies,
  who: Caller,
  action: Action,
  name: string,
  request: WriteRequest,
  plan: TodoPlan,
): Promise<Outcome<Receipt>> {
  const list = resolveList(directory.state, who, action, request.list);
  if (!list.ok) return list;
  const { op, list: _, typed, ...content } = request;
  const text = JSON.stringify(content);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.batchBytes) return tooLarge(bytes, limits.batchBytes, 'bytes');
  const ledger = await ledgers.get(list.value.id);
  const landed = await ledger.submit({
    op,
    by: who.person,
    fingerprint: fingerprint(name, typed ?? text),
    plan: (draft) => {
      const still = permit(directory.state, who, action, list.value.id);
      return still.ok ? plan(draft, list.value.id) : still;
    },
  });
  if (!landed.ok) return landed;
  return success(receipt(landed.value, list.value, who, ledger, { epoch, durability }));
}

/** What a request says about each todo it named: those it changed, then those that were already so. */
function receipt(
  { rev, changed, request }: Landed<TodoChange>,
  list: ListEntry,
  who: Caller,
  ledger: TodoLedger,
  store: Pick<Receipt, 'epoch' | 'durability'>,
): Receipt {
  const titles = new Map<string, string>();
  for (const { id, title } of [...request.changes, ...(request.unchanged ?? [])]) titles.set(id, title);
  const todos = Array.from(titles, ([id, title]) => ({ id, n: ledger.state.get(id)?.n ?? 0, title }));
  return { op: request.op, list: list.id, listName: describeList(list, who).title, ...store, rev, changed, todos };
}
