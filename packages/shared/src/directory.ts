/** The directory at one revision: people, devices, lists and webhooks, and who may do what with them. */
import type { Commit, DirectoryChange } from './changes.ts';
import { CHAIN_START } from './identifiers.ts';
import { foldCase } from './text.ts';
import type { WebhookEntry } from './webhook.ts';

export interface Device {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  /** SHA-256 of the token, base64url. The token itself is nowhere on the server. */
  readonly tokenHash: string;
}

/** A list as the directory knows it. */
export interface ListEntry {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  /** It takes no more changes, and is out of the way. */
  readonly archived?: true;
}

/** The directory at one revision. Mutated by `applyDirectoryCommit` alone; its entries are replaced. */
export class DirectoryState {
  rev = 0;
  h = CHAIN_START;
  readonly people = new Set<string>();
  readonly devices = new Map<string, Device>();
  readonly devicesByToken = new Map<string, Device>();
  readonly lists = new Map<string, ListEntry>();
  readonly webhooks = new Map<string, WebhookEntry>();
  /** The revision that changed webhooks last, as far as this process saw. */
  webhooksRev = 0;
  readonly #names = new Map<string, string>();
  readonly #webhooksOfLists = new Map<string, Set<string>>();

  /** The list that its owner calls so; names are compared without case. */
  listNamed(owner: string, name: string): ListEntry | undefined {
    const id = this.#names.get(`${owner}/${foldCase(name)}`);
    return id === undefined ? undefined : this.lists.get(id);
  }

  /** Puts a list in place of the one with its id, under its new name. */
  putList(list: ListEntry): void {
    const before = this.lists.get(list.id);
    if (before !== undefined) this.#names.delete(`${before.owner}/${foldCase(before.name)}`);
    this.lists.set(list.id, list);
    this.#names.set(`${list.owner}/${foldCase(list.name)}`, list.id);
  }

  putDevice(device: Device): void {
    this.devices.set(device.id, device);
    this.devicesByToken.set(device.tokenHash, device);
  }

  /** The webhooks of a list, the oldest first. */
  webhooksOf(list: string): WebhookEntry[] {
    const ids = this.#webhooksOfLists.get(list) ?? [];
    return [...ids].flatMap((id) => this.webhooks.get(id) ?? []);
  }

  putWebhook(webhook: WebhookEntry): void {
    const ids = this.#webhooksOfLists.get(webhook.list) ?? new Set();
    this.#webhooksOfLists.set(webhook.list, ids.add(webhook.id));
    this.webhooks.set(webhook.id, webhook);
  }

  removeWebhook({ id, list }: WebhookEntry): void {
    const ids = this.#webhooksOfLists.get(list);
    ids?.delete(id);
    if (ids?.size === 0) this.#webhooksOfLists.delete(list);
    this.webhooks.delete(id);
  }
}

function existing(state: DirectoryState, id: string): ListEntry {
  const list = state.lists.get(id);
  if (list === undefined) throw new Error(`the directory changes a list that it never created: ${id}`);
  return list;
}

function existingWebhook(state: DirectoryState, id: string): WebhookEntry {
  const webhook = state.webhooks.get(id);
  if (webhook === undefined) throw new Error(`the directory changes a webhook that it does not have: ${id}`);
  return webhook;
}

function applyDirectoryChange(state: DirectoryState, change: DirectoryChange, stamp: { at: string; by: string }): void {
  switch (change.type) {
    case 'person_added':
      state.people.add(change.person);
      return;
    case 'device_added':
      state.putDevice({ id: change.id, person: change.person, name: change.name, tokenHash: change.tokenHash });
      return;
    case 'list_created':
      state.putList({ id: change.id, name: change.name, owner: change.owner });
      return;
    case 'list_renamed': {
      const list = existing(state, change.id);
      state.putList({ ...list, name: change.name });
      return;
    }
    case 'list_archived':
    case 'list_unarchived': {
      const { archived: _, ...list } = existing(state, change.id);
      state.putList(change.type === 'list_archived' ? { ...list, archived: true } : list);
      return;
    }
    case 'webhook_created': {
      const { type: _, ...webhook } = change;
      existing(state, webhook.list);
      state.putWebhook({ ...webhook, ...stamp });
      return;
    }
    case 'webhook_removed':
      state.removeWebhook(existingWebhook(state, change.id));
      return;
    case 'webhook_stopped': {
      const { reason, message } = change;
      state.putWebhook({ ...existingWebhook(state, change.id), stopped: { at: stamp.at, reason, message } });
      return;
    }
    case 'webhook_resumed': {
      const { stopped: _, ...webhook } = existingWebhook(state, change.id);
      state.putWebhook(webhook);
      return;
    }
  }
}

/** Takes the directory from one revision to the next (R8). Throws when the commit is not the next one. */
export function applyDirectoryCommit(state: DirectoryState, commit: Commit<DirectoryChange>, h: string): void {
  if (commit.rev !== state.rev + 1) {
    throw new Error(`revision ${commit.rev} of the directory does not follow revision ${state.rev}`);
  }
  for (const request of commit.requests) {
    for (const change of request.changes) {
      applyDirectoryChange(state, change, { at: commit.at, by: request.by });
      if (change.type.startsWith('webhook_')) state.webhooksRev = commit.rev;
    }
  }
  state.rev = commit.rev;
  state.h = h;
}
