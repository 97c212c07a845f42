/** The real ledgers, controllers and requests of a server, wired as `server.ts` of the server wires them. */
import { type Outcome, type StoredCommit, success, type TodoChange } from '@tock/shared';
import { createControllers } from '../../../server/src/controllers/controllers.ts';
import { type AnswerRequest, createRequests } from '../../../server/src/doors/requests.ts';
import { Directory } from '../../../server/src/identity/directory.ts';
import { JointCommits } from '../../../server/src/jointCommit.ts';
import type { Journal } from '../../../server/src/journal/journal.ts';
import type { LedgerDependencies } from '../../../server/src/ledger.ts';
import { Ledgers } from '../../../server/src/ledgers.ts';
import { noInstruments } from '../../../server/src/metrics/instruments.ts';
import type { TodoDraft, TodoList } from '../../../server/src/todoRules.ts';
import { Deliveries } from '../../../server/src/webhooks/deliveries.ts';
import { logTo } from './logger.ts';
import { Peers } from './peers.ts';
import { webhookKey, webhookWaits } from './targets.ts';
import type { World } from './world.ts';

const STORE_CHECK = 5_000;
/** Lists are let go of sooner than by a real server, so that a run sees it. */
const EVICTION = 150;

/** What is looked at while a server works. */
export interface ServerWatch {
  /** A commit is about to be told to everyone. */
  emitted(commit: StoredCommit): void;
  /** A request is about to be answered. */
  answered(person: string, name: string, payload: unknown, outcome: Outcome<unknown>): void;
  /** Something is about to be told to a person. */
  told(person: string, text: string): void;
}

/** What a started process consists of. */
export interface ServerParts {
  journal: Journal;
  directory: Directory;
  ledgers: Ledgers;
  peers: Peers;
  webhooks: Deliveries;
  answerRequest: AnswerRequest;
  timers: NodeJS.Timeout[];
}

/** Rejects when the directory cannot be read. */
export async function assemble(
  { settings, trace, targets, chance }: World,
  watch: ServerWatch,
  { dependencies, draining }: { dependencies: LedgerDependencies; draining(): boolean },
): Promise<ServerParts> {
  const { journal, fault } = dependencies;
  const directory = await Directory.load(dependencies);
  const ledgers: Ledgers = new Ledgers(
    { ...dependencies, history: settings.history },
    { followed: (list) => peers.followed(list), mostTodos: settings.todosInMemory },
  );
  const peers = new Peers((list) => ledgers.peek(list)?.head, watch.told);
  const log = logTo((line) => trace.add('log', line));
  const keys = { find: async () => webhookKey, need: async () => success(webhookKey) };
  const rules = { privateTargets: false };
  const webhooks = new Deliveries({
    directory,
    ledgers,
    journal,
    keys,
    targets: rules,
    waits: webhookWaits,
    version: '0',
    log,
    instruments: noInstruments,
    random: () => chance.whole(0, 999) / 1_000,
    post: (request) => targets.post(request),
  });
  const controllers = {
    directory,
    ledgers,
    joint: new JointCommits<TodoList, TodoDraft, TodoChange>(dependencies),
    journal,
    epoch: journal.identity.epoch,
    durability: journal.durability,
    listsChanged: (people: string[]) => peers.listsChanged(people),
    presence: (list: string) => ({ list, people: [], more: 0 }),
    webhooks: { deliveries: webhooks, keys, targets: rules },
  };
  const answerRequest = createRequests({
    controllers: createControllers(controllers),
    draining,
    log,
    instruments: noInstruments,
    mayAsk: null,
  });
  const timers = [
    setInterval(() => void journal.ping().catch(fault), STORE_CHECK),
    setInterval(() => ledgers.evict(), EVICTION),
  ];
  return { journal, directory, ledgers, peers, webhooks, answerRequest, timers };
}
