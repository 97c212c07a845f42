/** What can be asked of webhooks: a new one, an end, going on, and how they stand. */
import {
  DIRECTORY,
  derivedIdentifier,
  failure,
  fingerprint,
  type ListEntry,
  limits,
  type Outcome,
  type Receipt,
  type RequestOf,
  success,
  type WebhookEntry,
  type WebhooksRead,
} from '@tock/shared';
import { type Caller, describeList, permit, resolveList } from '../identity/permissions.ts';
import type { WebhookDeliveries } from '../webhooks/deliveries.ts';
import type { WebhookKeys } from '../webhooks/keyFile.ts';
import { type SigningKey, secretOf } from '../webhooks/signature.ts';
import { type TargetRules, targetProblem } from '../webhooks/target.ts';
import type { ControllerDependencies } from './controllers.ts';
import { describeWebhook, nameWebhook } from './describingWebhooks.ts';

/** What webhooks are asked of, beside the directory. */
export interface WebhookParts {
  deliveries: WebhookDeliveries;
  keys: WebhookKeys;
  targets: TargetRules;
}

export class WebhookController {
  readonly #dependencies: ControllerDependencies;

  constructor(dependencies: ControllerDependencies) {
    this.#dependencies = dependencies;
  }

  /** From now on the commits of a list are sent to an address. The receipt has the secret, also when it is asked for again. */
  async create(who: Caller, request: RequestOf<'webhook:create'>): Promise<Outcome<Receipt>> {
    const { directory, ledgers, epoch, webhooks } = this.#dependencies;
    const { op, list: reference, url: typed, description } = request;
    const list = resolveList(directory.state, who, 'read', reference);
    if (!list.ok) return list;
    const url = new URL(typed).href;
    const id = derivedIdentifier(DIRECTORY, who.person, op, 0);
    const key = await this.#keyFor(directory.state.webhooks.get(id));
    if (!key.ok) return key;
    // Read before the webhook is there: what comes in between is sent, and nothing is missed.
    const since = await ledgers.use(list.value.id, (ledger) => ledger.turn(({ rev, h }) => ({ epoch, rev, h })));
    const landed = await directory.submit({
      op,
      by: who.person,
      fingerprint: fingerprint('webhook:create', reference, typed, description ?? ''),
      plan: (state) => {
        const still = permit(state, who, 'manage webhooks', list.value.id);
        if (!still.ok) return still;
        const problem = targetProblem(url, webhooks.targets);
        if (problem !== null) return failure('refused', problem, 'tockd --webhook-private-targets may allow it');
        if (state.webhooks.has(id)) return success({ changes: [] });
        if (key.value === null) return keyMissing();
        if (state.webhooksOf(still.value.id).length >= limits.webhooks)
          return failure('refused', `a list has at most ${limits.webhooks} webhooks`, 'remove one that is not needed');
        const about = description === undefined ? {} : { description };
        return success({
          changes: [{ type: 'webhook_created', id, list: still.value.id, url, ...about, key: key.value.hash, since }],
        });
      },
    });
    if (!landed.ok) return landed;
    const [change] = landed.value.request.changes;
    const made = change?.type === 'webhook_created' ? change : directory.state.webhooks.get(id);
    // What was made from another key cannot be made again.
    const secret = key.value !== null && made?.key === key.value.hash ? { secret: secretOf(key.value, id) } : {};
    return success(this.#receipt(who, op, list.value, landed.value, { id, url, ...secret }));
  }

  /** The key of a webhook, made with the first of all. Null where it is missed: another in its place would silence those there are. */
  async #keyFor(known: WebhookEntry | undefined): Promise<Outcome<SigningKey | null>> {
    const { directory, webhooks } = this.#dependencies;
    const found = await webhooks.keys.find(known?.key);
    if (found !== null || directory.state.webhooks.size > 0) return success(found);
    return webhooks.keys.need();
  }

  /** Nothing more is sent, not even what is on its way. */
  remove(who: Caller, request: RequestOf<'webhook:remove'>): Promise<Outcome<Receipt>> {
    return this.#change(who, 'webhook:remove', request, () => true);
  }

  /** Goes on where it stopped; where it waits for its next try, that is now. */
  async resume(who: Caller, request: RequestOf<'webhook:resume'>): Promise<Outcome<Receipt>> {
    const receipt = await this.#change(who, 'webhook:resume', request, ({ stopped }) => stopped !== undefined);
    const id = receipt.ok && !receipt.value.changed ? receipt.value.webhook?.id : undefined;
    if (id !== undefined) this.#dependencies.webhooks.deliveries.retry(id);
    return receipt;
  }

  /** The webhooks of a list, and how each stands. For those alone who may manage them: an address may be a secret. */
  async read(who: Caller, { list: reference }: RequestOf<'webhooks:read'>): Promise<Outcome<WebhooksRead>> {
    const { directory, ledgers, epoch, webhooks } = this.#dependencies;
    const list = resolveList(directory.state, who, 'manage webhooks', reference);
    if (!list.ok) return list;
    const { id } = list.value;
    const rev = await ledgers.use(id, (ledger) => ledger.turn((state) => state.rev));
    const still = permit(directory.state, who, 'manage webhooks', id);
    if (!still.ok) return still;
    const described = directory.state
      .webhooksOf(id)
      .map(async (webhook) => describeWebhook(webhook, await webhooks.deliveries.status(webhook.id), { epoch, rev }));
    return success({ list: describeList(still.value, who), webhooks: await Promise.all(described) });
  }

  async #change(
    who: Caller,
    name: 'webhook:remove' | 'webhook:resume',
    { op, list: reference, webhook }: RequestOf<'webhook:remove'>,
    applies: (webhook: WebhookEntry) => boolean,
  ): Promise<Outcome<Receipt>> {
    const { directory } = this.#dependencies;
    const list = resolveList(directory.state, who, 'read', reference);
    if (!list.ok) return list;
    let named: Receipt['webhook'];
    const landed = await directory.submit({
      op,
      by: who.person,
      fingerprint: fingerprint(name, reference, webhook),
      plan: (state) => {
        const still = permit(state, who, 'manage webhooks', list.value.id);
        if (!still.ok) return still;
        const found = nameWebhook(state, still.value, webhook);
        if (!found.ok) return found;
        const { id, url } = found.value;
        named = { id, url };
        if (!applies(found.value)) return success({ changes: [] });
        const type = name === 'webhook:remove' ? 'webhook_removed' : 'webhook_resumed';
        return success({ changes: [{ type, id, list: still.value.id, url }] });
      },
    });
    if (!landed.ok) return landed;
    // A repeat is not planned again: its commit has what it was about.
    const [change] = landed.value.request.changes;
    const told = change !== undefined && 'url' in change ? { id: change.id, url: change.url } : named;
    return success(this.#receipt(who, op, list.value, landed.value, told));
  }

  #receipt(
    who: Caller,
    op: string,
    list: ListEntry,
    { rev, changed }: { rev: number; changed: boolean },
    webhook: Receipt['webhook'],
  ): Receipt {
    const { epoch, durability } = this.#dependencies;
    const { title } = describeList(list, who);
    const told = webhook === undefined ? {} : { webhook };
    return { op, list: list.id, listName: title, epoch, rev, changed, durability, todos: [], ...told };
  }
}

function keyMissing() {
  return failure(
    'refused',
    'webhooks.key is missing, from which the secrets of the webhooks that there are were made',
    'put it back beside the store, or remove those webhooks first',
  );
}
