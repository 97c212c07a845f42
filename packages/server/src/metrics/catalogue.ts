/** What each thing that is watched is called in Prometheus, and what it means: a row without which it does not compile. */
import type { Counted, Gauge, Observed } from './instruments.ts';

/** A counter; its labels are named in the order of its words. */
interface CounterRow<Words extends readonly unknown[]> {
  name: string;
  help: string;
  labels: { readonly [I in keyof Words]: string };
  /** What is told as 0 before it happens: an alert does not see the first of what was not there before. */
  zero?: readonly Words[];
}

export const counters: { readonly [N in keyof Counted]: CounterRow<Counted[N]> } = {
  requests: {
    name: 'tock_requests_total',
    help: 'Requests that were answered, by request and outcome.',
    labels: ['request', 'outcome'],
  },
  responses: {
    name: 'tock_http_responses_total',
    help: 'Responses of HTTP, by the class of their status.',
    labels: ['status'],
  },
  transactions: {
    name: 'tock_store_transactions_total',
    help: 'Transactions of the store, by outcome.',
    labels: ['outcome'],
    zero: [['written'], ['full'], ['failed']],
  },
  turnedAway: {
    name: 'tock_turned_away_total',
    help: 'Connections and sign-ins that were refused, by reason.',
    labels: ['reason'],
  },
  deliveries: {
    name: 'tock_webhook_deliveries_total',
    help: 'Tries to deliver to the target of a webhook, by how they ended.',
    labels: ['outcome'],
    zero: [['accepted'], ['failed'], ['gone']],
  },
  readersCut: {
    name: 'tock_readers_cut_total',
    help: 'Connections that were cut because they did not read.',
    labels: [],
  },
};

/** Upper bounds of buckets. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const COUNTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 10_000];
const BYTES = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];

export const distributions: Readonly<Record<Observed, { name: string; help: string; bounds: readonly number[] }>> = {
  commitSeconds: {
    name: 'tock_commit_seconds',
    help: 'From when the oldest request of a commit came until it was durable.',
    bounds: SECONDS,
  },
  commitRequests: { name: 'tock_commit_requests', help: 'Requests in one commit.', bounds: COUNTS },
  commitChanges: { name: 'tock_commit_changes', help: 'Changes in one commit.', bounds: COUNTS },
  commitBytes: { name: 'tock_commit_bytes', help: 'Bytes of the text of one commit.', bounds: BYTES },
  transactionSeconds: {
    name: 'tock_store_transaction_seconds',
    help: 'One transaction, in the thread of the store.',
    bounds: SECONDS,
  },
  syncSeconds: {
    name: 'tock_store_sync_seconds',
    help: 'The end of one transaction, with its fsync.',
    bounds: SECONDS,
  },
  transactionWrites: {
    name: 'tock_store_transaction_writes',
    help: 'Writes that shared one transaction.',
    bounds: COUNTS,
  },
};

export const gauges: Readonly<Record<Gauge, { name: string; help: string }>> = {
  sockets: { name: 'tock_sockets', help: 'Clients that are connected by a socket and signed in.' },
  streams: { name: 'tock_event_streams', help: 'Lists that are followed over HTTP, as server-sent events.' },
  lists: { name: 'tock_lists_in_memory', help: 'Lists in memory.' },
  waitingRequests: { name: 'tock_waiting_requests', help: 'Requests in the queues of all lists.' },
  waitingBytes: { name: 'tock_waiting_bytes', help: 'Bytes of the requests in the queues of all lists.' },
  storeBytes: { name: 'tock_store_bytes', help: 'Size of the file of the store.' },
  storeLogBytes: { name: 'tock_store_log_bytes', help: 'Size of the log of the store, which is folded into its file.' },
  storeFreeBytes: { name: 'tock_store_free_bytes', help: 'Room that is left where the store lies.' },
  webhooksFailing: { name: 'tock_webhooks_failing', help: 'Webhooks whose last delivery failed, and is tried again.' },
  webhooksStopped: { name: 'tock_webhooks_stopped', help: 'Webhooks that are stopped until somebody resumes them.' },
  certificateExpiry: {
    name: 'tock_tls_certificate_expiry_timestamp_seconds',
    help: 'When the certificate that is served ends, in seconds since 1970.',
  },
};
