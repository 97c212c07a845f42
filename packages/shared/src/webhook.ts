/** Webhooks as both sides know them: which addresses may be given, and what a webhook is in the directory. Pure. */
import type { DirectoryChange } from './changes.ts';
import { limits } from './limits.ts';
import { sanitise } from './text.ts';

type Created = Extract<DirectoryChange, { type: 'webhook_created' }>;
type Stopped = Extract<DirectoryChange, { type: 'webhook_stopped' }>;

/** A webhook as the directory knows it. */
export interface WebhookEntry {
  readonly id: string;
  /** The id of the list whose commits it sends. */
  readonly list: string;
  readonly url: string;
  readonly description?: string;
  /** A hash of the key that its secret is made from. */
  readonly key: string;
  /** The first commit that it sends is the one after this. */
  readonly since: Created['since'];
  /** Who made it, and when. */
  readonly by: string;
  readonly at: string;
  /** The server gave it up: since when, and why. */
  readonly stopped?: { readonly at: string; readonly reason: Stopped['reason']; readonly message: string };
}

/** Why a text may not be the URL of a webhook, or null when it may. Where it leads is for the server to judge. */
export function webhookUrlProblem(text: string): string | null {
  if (text.length > limits.webhookUrl) return `the URL is longer than ${limits.webhookUrl} characters`;
  // What a parser of URLs would drop without a word: what is shown and what is meant must not differ.
  if (/\s/.test(text) || sanitise(text) !== text) return 'the URL has a space or a character that cannot be seen';
  const url = URL.parse(text);
  if (url === null) return 'this is not a URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the URL must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'the URL must have no user name and no password';
  if (text.includes('#')) return 'the URL must have no "#": what follows it is never sent';
  return null;
}
