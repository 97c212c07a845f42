/** A webhook by its name, and how it stands, in the words of the contract. Pure. */
import {
  type DirectoryState,
  failure,
  type ListEntry,
  type Outcome,
  sanitise,
  success,
  type WebhookEntry,
  type WebhookInfo,
} from '@tock/shared';
import type { Position } from '../webhooks/position.ts';
import type { SenderStatus } from '../webhooks/sender.ts';

/** The webhook of a list that an id, or the beginning of one, names. */
export function nameWebhook(state: DirectoryState, list: ListEntry, reference: string): Outcome<WebhookEntry> {
  const [found, ...others] = state.webhooksOf(list.id).filter(({ id }) => id.startsWith(reference));
  if (found === undefined)
    return failure(
      'not_found',
      `there is no webhook "${sanitise(reference)}" of ${sanitise(list.name)}`,
      'tock webhook ls shows those of a list',
    );
  if (others.length === 0) return success(found);
  const candidates = [found, ...others].map(({ id }) => id).join(', ');
  return failure('ambiguous', `"${sanitise(reference)}" begins several webhooks`, `one of ${candidates}`);
}

/** A webhook as its list's owner sees it; `head` is where the list stands. */
export function describeWebhook(
  webhook: WebhookEntry,
  status: SenderStatus | null,
  head: { epoch: string; rev: number },
): WebhookInfo {
  const { id, url, description = null, by, at, stopped = null } = webhook;
  const position: Position = status?.position ?? webhook.since;
  const { epoch, rev, failing = null } = position;
  const info = { id, url, description, by, at, rev, behind: epoch === head.epoch ? Math.max(0, head.rev - rev) : 0 };
  if (stopped !== null) return { ...info, state: 'stopped', failing: null, stopped };
  if (failing === null) return { ...info, state: 'active', failing, stopped };
  const nextAt = status?.nextAt ?? null;
  const next = nextAt === null ? null : new Date(nextAt).toISOString();
  const message = status?.message ?? 'it was not tried again since tockd started';
  return { ...info, state: 'failing', failing: { ...failing, message, next }, stopped };
}
