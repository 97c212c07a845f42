/** Wires the parts of a server together: `createServer(dependencies)` → `{ listen, close }`. Signals and files are main's. */
import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Credentials, commitRecord, PROTOCOL, randomIdentifier, type TodoChange } from '@tock/shared';
import type { Logger } from 'pino';
import { Connections } from './connections.ts';
import { createControllers } from './controllers/controllers.ts';
import { Addresses } from './doors/addresses.ts';
import { createAdmission } from './doors/admission.ts';
import { type Bounds, usualBounds } from './doors/bounds.ts';
import { ConnectionLimits } from './doors/connectionLimits.ts';
import { documentRoutes } from './doors/documents/documents.ts';
import { createGuard } from './doors/guard.ts';
import { healthRoutes } from './doors/health.ts';
import { helloRoutes } from './doors/hello.ts';
import { createHttpDoor } from './doors/http.ts';
import { type Patience, usualPatience } from './doors/httpLimits.ts';
import { HttpListener } from './doors/httpListener.ts';
import { memoryRoutes } from './doors/memory.ts';
import { metricsRoutes } from './doors/metrics.ts';
import { limitRequests } from './doors/requestLimit.ts';
import { createRequests } from './doors/requests.ts';
import { EventStreams } from './doors/rest/eventStreams.ts';
import { RestDoor } from './doors/rest/rest.ts';
import { SignInLimit } from './doors/signInLimit.ts';
import { createSocketDoor } from './doors/socket.ts';
import { admitSockets, attachSockets, createSocketServer } from './doors/socketServer.ts';
import { ensureCredentials } from './identity/credentials.ts';
import { Directory } from './identity/directory.ts';
import { JointCommits } from './jointCommit.ts';
import type { Journal } from './journal/journal.ts';
import type { LedgerDependencies } from './ledger.ts';
import { Ledgers } from './ledgers.ts';
import { RefusalLog } from './log.ts';
import type { Gauges } from './metrics/instruments.ts';
import { Recorder } from './metrics/recorder.ts';
import { Readiness } from './readiness.ts';
import type { HistoryKept } from './snapshotWriter.ts';
import { expiryOf, type TlsPair } from './tlsFiles.ts';
import { type TodoDraft, type TodoList, todoRules } from './todoRules.ts';
import { Deliveries } from './webhooks/deliveries.ts';
import { KeyFile } from './webhooks/keyFile.ts';
import type { Resolve } from './webhooks/target.ts';
import type { Waits } from './webhooks/waits.ts';

/** What a server is made of. */
export interface ServerDependencies {
  journal: Journal;
  /** What `/hello` and the runtime file call the store; no secrets. */
  store: string;
  version: string;
  /** Where this machine's token lies. */
  credentialsFile: string;
  /** Host names, beside loopback's, by which clients may reach it. */
  hostNames: string[];
  tls: TlsPair | null;
  log: Logger;
  /** What happens is counted here, and `/metrics` tells it; where none is given, one that the store does not know. */
  recorder?: Recorder;
  now(): string;
  /** How much others may ask, where it is not as usual. */
  bounds?: Bounds;
  /** How many lines of a second tell of what was refused, where it is not as usual. */
  refusalsASecond?: number;
  /** How long anything of HTTP may take, where it is not as usual. */
  patience?: Patience;
  /** How long history is kept beyond what receipts and undo need; null: for ever. */
  history: HistoryKept | null;
  webhooks: WebhookOptions;
  /** The store failed: stop at once, acknowledge nothing (R10). */
  fault(error: unknown): void;
}

/** How webhooks are sent. */
interface WebhookOptions {
  /** Where the key lies from which their secrets are made. */
  keyFile: string;
  /** Whether they may lead into private networks and to this machine, also without TLS. */
  privateTargets: boolean;
  waits: Waits;
  /** How names are resolved, where it is not as the system does it. */
  resolve?: Resolve;
}

/** A server that can be started once and stopped once. */
export interface TockServerHandle {
  /** Starts to listen; answers with the URL. Rejects when the port is taken. */
  listen(host: string, port: number): Promise<string>;
  /** Shakes hands by another certificate from now on; connections that there are stay as they are. Only for a server with TLS. */
  renewTls(pair: TlsPair): void;
  credentials: Credentials;
  /** How many sockets are connected, and how many streams of events are read. */
  connections(): number;
  /** When somebody who is signed in asked over HTTP last, or got an answer, in milliseconds as `Date.now` counts them. */
  lastAsked(): number;
  /**
   * Drains: nothing new is begun, what is on its way is finished, answered and flushed, clients are told. Before that it
   * serves as ever for `unreadyMs`, and says that it is not ready. Idempotent.
   */
  close(unreadyMs?: number): Promise<void>;
}

/** How long clients are told to stay away after a drain, in milliseconds. */
const RETRY_AFTER_DRAIN = 500;
/** How long their last answers may take to leave, and then their connections to end, in milliseconds. */
const FLUSH = 3_000;
const FAREWELL = 500;
const EVICTION = 60_000;
/** For how long a stop begins to write snapshots, in milliseconds. */
const SNAPSHOTS = 3_000;
/** How often the store is asked whether it is still there, in milliseconds: an idle server must not show what is gone. */
const STORE_CHECK = 5_000;

export async function createServer(dependencies: ServerDependencies): Promise<TockServerHandle> {
  const {
    journal,
    version,
    log,
    recorder = new Recorder(),
    bounds = usualBounds,
    patience = usualPatience,
  } = dependencies;
  const refusals = new RefusalLog(log, dependencies.refusalsASecond);
  const guard = createGuard(dependencies.hostNames);
  /** It says so before it does so. */
  let leaving = false;
  let draining = false;
  let connections: Connections | null = null;
  let deliveries: Deliveries | null = null;

  const streams: EventStreams = new EventStreams({
    head: (list) => ledgers.peek(list)?.head,
    record: ({ list, h, body }) => {
      const numberOf = (id: string) => ledgers.peek(list)?.state.get(id)?.n ?? null;
      return commitRecord({ epoch: journal.identity.epoch, h, commit: todoRules.parse(body), numberOf });
    },
    changed: (list) => connections?.presenceChanged(list),
    cut: () => {
      log.warn('a stream of events is not read: cut');
      recorder.count('readersCut');
    },
  });
  const ledgerDependencies: LedgerDependencies = {
    journal,
    now: dependencies.now,
    identifier: randomIdentifier,
    emit: (commit) => {
      deliveries?.committed(commit.list);
      connections?.emit(commit);
      streams.emit(commit);
    },
    report: (error) => log.error({ error }, 'a request failed'),
    fault: dependencies.fault,
    instruments: recorder,
  };
  const directory = await Directory.load(ledgerDependencies);
  const credentials = await ensureCredentials(dependencies.credentialsFile, directory);
  const followed = (list: string) => connections?.followed(list) === true || streams.followed(list);
  const ledgers: Ledgers = new Ledgers(
    // Who may do what, and since when, is never thinned.
    { ...ledgerDependencies, history: dependencies.history },
    { followed },
  );

  const addresses = new Addresses(bounds.trustedProxies);
  const connectionLimits = new ConnectionLimits({ all: bounds.connections, ofAddress: bounds.connectionsOfAddress });
  const admit = createAdmission({
    directory: () => directory.state,
    addresses,
    limit: new SignInLimit(bounds.failedSignIns),
    instruments: recorder,
    refusals,
  });
  /** Behind a proxy a socket is counted as its client's; elsewhere its connection is counted already. */
  const mayConnect = (request: IncomingMessage) => {
    if (!addresses.isProxy(request.socket.remoteAddress)) return true;
    const letGo = connectionLimits.takeOf(addresses.of(request));
    if (letGo !== null) request.socket.once('close', letGo);
    return letGo !== null;
  };

  const io = createSocketServer((request) => guard(request) && mayConnect(request), patience.begin);
  connections = new Connections(io, {
    log,
    head: (list) => ledgers.peek(list)?.head,
    deviceName: (device) => directory.state.devices.get(device)?.name ?? '',
    instruments: recorder,
    streaming: (list) => streams.following(list),
  });
  const registry = connections;

  const { keyFile, privateTargets, ...sending } = dependencies.webhooks;
  const keys = new KeyFile(keyFile);
  const targets = { privateTargets };
  const webhooks = new Deliveries({
    directory,
    ledgers,
    journal,
    keys,
    targets,
    version,
    log,
    instruments: recorder,
    ...sending,
  });
  deliveries = webhooks;

  const controllerDependencies = {
    directory,
    ledgers,
    joint: new JointCommits<TodoList, TodoDraft, TodoChange>(ledgerDependencies),
    journal,
    epoch: journal.identity.epoch,
    durability: journal.durability,
    listsChanged: (people: string[]) => registry.listsChanged(people),
    presence: (list: string) => registry.presence(list),
    webhooks: { deliveries: webhooks, keys, targets },
  };
  const answerRequest = createRequests({
    controllers: createControllers(controllerDependencies),
    draining: () => draining,
    log,
    instruments: recorder,
    mayAsk: bounds.requestsPerSecond === 0 ? null : await limitRequests(bounds.requestsPerSecond),
  });
  const door = createSocketDoor({ answerRequest, log, refusals });
  const rest = new RestDoor({
    epoch: journal.identity.epoch,
    answerRequest,
    ledgers,
    streams,
    admit,
    log,
  });
  const connected = () => registry.count + streams.count;
  const gauges: Gauges = {
    sockets: () => registry.count,
    streams: () => streams.count,
    lists: () => ledgers.load.lists,
    waitingRequests: () => ledgers.load.requests + directory.waiting.requests,
    waitingBytes: () => ledgers.load.bytes + directory.waiting.bytes,
    storeBytes: async () => (await journal.size())?.database ?? null,
    storeLogBytes: async () => (await journal.size())?.log ?? null,
    storeFreeBytes: async () => (await journal.size())?.free ?? null,
    webhooksFailing: () => webhooks.troubled.failing,
    webhooksStopped: () => webhooks.troubled.stopped,
    certificateExpiry: () => (listener.tls === null ? null : expiryOf(listener.tls).getTime() / 1_000),
  };
  const httpDoor = createHttpDoor({
    log,
    refusals,
    instruments: recorder,
    allowed: guard,
    routes: [
      helloRoutes({
        version,
        store: dependencies.store,
        pid: process.pid,
        connections: connected,
        directory: () => directory.state,
      }),
      documentRoutes(version),
      healthRoutes(new Readiness({ journal, leaving: () => leaving, log })),
      metricsRoutes({ recorder, gauges, version, admit }),
      memoryRoutes({
        epoch: journal.identity.epoch,
        machine: credentials.device,
        admit,
        directory: () => directory.state,
        ledgers,
      }),
      rest.routes(),
    ],
  });
  const listener: HttpListener = new HttpListener(httpDoor, dependencies.tls, {
    addresses,
    connections: connectionLimits,
    patience,
    instruments: recorder,
    refusals,
    log,
  });
  // After the other doors: what is not Socket.IO's is theirs.
  attachSockets(io, listener.server, { instruments: recorder, refusals });
  admitSockets(io, admit, log);
  io.on('connection', (socket) => {
    const { epoch, durability } = controllerDependencies;
    const { person, device } = socket.data.who;
    door.serve(socket, registry.handleConnection(socket));
    socket.emit('welcomed', { version, protocol: PROTOCOL, epoch, durability, person, device });
  });
  void journal.broken.then(dependencies.fault);
  const storeCheck = setInterval(() => void journal.ping().catch(dependencies.fault), STORE_CHECK);
  const eviction = setInterval(() => ledgers.evict(), EVICTION);

  async function drain(unreadyMs: number): Promise<void> {
    leaving = true;
    // Whoever spreads requests over servers looks now and then: it finds this one not ready before anybody is turned away.
    if (unreadyMs > 0) await setTimeout(unreadyMs);
    draining = true;
    clearInterval(eviction);
    clearInterval(storeCheck);
    registry.announceDrain(RETRY_AFTER_DRAIN);
    streams.announceDrain(RETRY_AFTER_DRAIN);
    const sent = webhooks.close();
    listener.stop();
    // Requests first, for they may still be on their way into a ledger; then what the ledgers write by themselves.
    await Promise.all([door.settled(), rest.settled()]);
    await Promise.all([directory.settled(), ledgers.settled(), sent]);
    streams.close(RETRY_AFTER_DRAIN);
    await Promise.all([registry.flushed(FLUSH), listener.written(FLUSH)]);
    registry.close();
    const ended = io.close();
    // Whoever does not take the farewell is cut: a reader that stopped reading, a connection that never asked.
    await Promise.race([ended, setTimeout(FAREWELL, undefined, { ref: false })]);
    listener.cut();
    await ended;
    // Nobody waits for us any more: the next start is spared what it would have to replay.
    await Promise.all([directory.rest(), ledgers.rest(SNAPSHOTS)]);
    await journal.close();
  }
  let closed: Promise<void> | null = null;

  return {
    credentials,
    connections: connected,
    lastAsked: () => rest.lastAsked,
    renewTls: (pair) => listener.renew(pair),
    listen: async (host, port) => {
      const url = await listener.listen(host, port);
      webhooks.begin();
      return url;
    },
    close: (unreadyMs = 0) => {
      closed ??= drain(unreadyMs);
      return closed;
    },
  };
}
