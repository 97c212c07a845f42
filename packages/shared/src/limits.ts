/** Every limit of the contract, in one place: doors, clients and documents read them here. */
export const limits = {
  /** Longest title, in graphemes (what a person counts as characters). */
  titleGraphemes: 500,
  /** Longest title in UTF-8 bytes: graphemes alone would let one "character" carry a megabyte of combining marks. */
  titleBytes: 8_192,
  /** Longest notes of one todo, in UTF-8 bytes. */
  notesBytes: 65_536,
  /** Most tags on one todo. */
  tags: 64,
  /** Longest tag, in UTF-16 units. */
  tagLength: 64,
  /** Longest name of a list, in graphemes. */
  listNameGraphemes: 100,
  /** Most words and brackets in one filter. */
  filterWords: 1_000,
  /** Most references one request may name. */
  references: 10_000,
  /** Longest reference of a todo, in UTF-16 units. */
  referenceLength: 64,
  /** Most changes that one request may make: beyond it `too_large`. */
  batchChanges: 10_000,
  /** Largest request, in bytes of JSON: beyond it `too_large`. */
  batchBytes: 4 * 1024 * 1024,
  /** Most changes of grouped requests in one commit (a single larger request has a commit of its own). */
  commitChanges: 512,
  /** Most bytes of grouped requests in one commit. */
  commitBytes: 256 * 1024,
  /** Most todos in one page of an opening list. */
  pageTodos: 2_000,
  /** Most bytes in one page (a single larger item has a page of its own). */
  pageBytes: 256 * 1024,
  /** Most commits in one answer of a log. */
  logCommits: 512,
  /** Most requests that wait in the queue of one list, and their bytes: beyond it `rate_limited`. */
  waitingRequests: 10_000,
  waitingBytes: 64 * 1024 * 1024,
  /** Most requests that read history, and most openings, of one connection that are on their way: beyond it `rate_limited`. */
  connectionReads: 64,
  connectionOpenings: 1_024,
  /** Receipts are remembered for this many operations of a list … */
  rememberedOperations: 10_000,
  /** … and for no longer than this many days. */
  rememberedDays: 30,
  /** Most webhooks of one list. */
  webhooks: 16,
  /** Longest URL of a webhook, in UTF-16 units, and longest description, in graphemes. */
  webhookUrl: 2_048,
  webhookDescriptionGraphemes: 200,
  /** Most devices that a presence names; of more it says how many. */
  presenceDevices: 64,
  /** Largest frame the server reads; larger ones close the connection. Above `batchBytes`, so that too much is answered. */
  frameBytes: 6 * 1024 * 1024,
} as const;
