/** A writer under faults: one request after the other, each recorded with what became of it. */
import { type Outcome, type Receipt, randomIdentifier } from '@tock/shared';
import type { Chance } from '../chance.ts';
import { type Asked, type Attempt, undecided, type Verdict } from './asked.ts';
import { chooseRequest, type Loaded } from './load.ts';

/** Sends one request; null when no answer came, and none will. */
type Send = (loaded: Loaded) => Promise<Outcome<Receipt> | null>;

export interface WriterOptions {
  name: string;
  list: string;
  send: Send;
  asked: Asked;
  chance: Chance;
  /** How many todos the list is known to have had. */
  count: () => number;
  /** Whether to ask for anything more. */
  goOn: () => boolean;
  /** The share of the unanswered requests that are left as they are, stored or not. */
  leaves?: number;
  /** Resolves when it is worth trying again. */
  ready: () => Promise<unknown>;
}

/** The share of the answered requests that are sent again all the same. */
const REPEATED = 0.1;

/** Sends a request until it is answered, always with the op that it had at first. */
async function persist(options: WriterOptions, loaded: Loaded): Promise<Verdict> {
  const { send, ready, goOn, chance, leaves = 0.05 } = options;
  for (let lost = false; ; ) {
    const outcome = await send(loaded);
    if (outcome?.ok === true) return { kind: 'stored', receipt: outcome.value };
    const problem = outcome?.problem;
    if (problem === undefined || problem.code === 'unknown') lost = true;
    else if (!undecided.includes(problem.code)) return { kind: 'refused', problem };
    if (!goOn() || chance.happens(leaves)) {
      return lost || problem === undefined ? { kind: 'unknown' } : { kind: 'refused', problem };
    }
    await ready();
  }
}

/** Asks for one thing, and records it. */
export async function writeOnce(options: WriterOptions): Promise<Attempt> {
  const { name, list, asked, chance, count, send } = options;
  const loaded = chooseRequest(chance, count(), { op: randomIdentifier(), list });
  const attempt = asked.begin(name, loaded);
  asked.end(attempt, await persist(options, loaded));
  // A refusal is not remembered, nor is what changed nothing: sent again, it would be another request.
  const remembered = attempt.verdict?.kind === 'stored' && attempt.verdict.receipt.changed;
  if (remembered && chance.happens(REPEATED)) asked.repeated(attempt, await send(loaded));
  return attempt;
}

/** Writes until it is told to stop. */
export async function keepWriting(options: WriterOptions): Promise<void> {
  while (options.goOn()) {
    await options.ready();
    await writeOnce(options);
  }
}
