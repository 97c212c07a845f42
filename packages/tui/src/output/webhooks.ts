/** Webhooks, as people and programs read them. */
import { type Receipt, sanitise, type WebhookInfo, type WebhooksRead } from '@tock/shared';
import type { Context } from '../cli/context.ts';
import { momentWords } from './changeWords.ts';
import type { Words } from './receipt.ts';

/** Prints a new webhook with its secret: this once, on stdout, and nowhere else. */
export function printNewWebhook({ output, place }: Context, receipt: Receipt): void {
  const { rev, listName, webhook } = receipt;
  const { id = '', secret = '' } = webhook ?? {};
  const { bold, dim } = output.shades;
  output.print({
    json: () => receipt,
    ids: () => [sanitise(id)],
    plain: () => [[id, String(rev), secret]],
    terminal: () => [
      `created ${bold(sanitise(id))}   ${dim(sanitise(`${listName} · ${place}`))}`,
      ...(secret === '' ? [] : [`secret ${sanitise(secret)}`]),
    ],
  });
  if (secret === '') output.note('its secret was made from another key than the server has now: make a new webhook');
  else if (output.form === 'terminal') output.note('give the secret to the receiver: it is not shown again');
}

/** Prints the receipt of a change of a webhook. */
export function printWebhookReceipt({ output, place }: Context, receipt: Receipt, { past, already }: Words): void {
  const { rev, listName, changed, webhook } = receipt;
  const id = webhook?.id ?? '';
  const { bold, dim } = output.shades;
  output.print({
    json: () => receipt,
    ids: () => [sanitise(id)],
    plain: () => [[id, String(rev)]],
    terminal: () =>
      [`${past} ${bold(sanitise(id))}   ${dim(sanitise(`${listName} · ${place}`))}`].filter(() => changed),
  });
  if (!changed) output.note(already);
}

/** Prints the webhooks of a list. Plain: `id state rev behind url why`. */
export async function printWebhooks({ output, place, when }: Context, { list, webhooks }: WebhooksRead): Promise<void> {
  const { bold, dim, alarm } = output.shades;
  await output.printTable({
    json: () => webhooks.map((webhook) => ({ ...webhook, list: list.id })),
    ids: () => webhooks.map(({ id }) => sanitise(id)),
    plain: () => webhooks.map((webhook) => [...columns(webhook), whyOf(webhook)]),
    terminal: async () => {
      const { alignedLines } = await import('./todoTable.ts');
      return alignedLines(
        webhooks.map((webhook) => {
          const { id, state, behind, url, description } = webhook;
          return [
            { text: id, shade: bold },
            state === 'active' ? { text: state, shade: dim } : { text: state, shade: alarm },
            { text: behind === 0 ? '' : `${behind} behind` },
            { text: sinceOf(webhook, (at) => momentWords(at, when)) },
            { text: description ?? '', shade: dim },
            { text: url },
          ];
        }),
      );
    },
  });
  if (output.form !== 'terminal') return;
  for (const webhook of webhooks) {
    const why = whyOf(webhook);
    const next = webhook.failing?.next ?? null;
    const again = next === null ? '' : `; next try ${momentWords(next, when)}`;
    if (why !== '') output.note(`${webhook.id}: ${why}${again}`);
  }
  output.note(`${webhooks.length === 0 ? 'no webhooks   ' : ''}${list.title} · ${place}`);
}

function columns({ id, state, rev, behind, url }: WebhookInfo): string[] {
  return [id, state, String(rev), String(behind), url];
}

function sinceOf({ failing, stopped }: WebhookInfo, words: (at: string) => string): string {
  const at = stopped?.at ?? failing?.since;
  return at === undefined ? '' : `since ${words(at)}`;
}

function whyOf({ failing, stopped }: WebhookInfo): string {
  return stopped?.message ?? failing?.message ?? '';
}
