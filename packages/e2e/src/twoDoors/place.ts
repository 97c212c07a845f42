/** A server in this process, with real sockets: the same people, lists and ids in each, so that what two of them say can be compared. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIRECTORY, type DirectoryChange, hashToken, randomIdentifier, success } from '@tock/shared';
import { Directory } from '../../../server/src/identity/directory.ts';
import { openStore } from '../../../server/src/journal/store.ts';
import { createServer } from '../../../server/src/server.ts';
import { usualWaits } from '../../../server/src/webhooks/waits.ts';
import { connect, type RawSocket, signedIn } from '../client.ts';
import { logTo } from '../simulation/logger.ts';

const TOKEN = 'tock_two-doors';
const DEVICE = 'dddddddddddd';
const people: DirectoryChange[] = [
  { type: 'person_added', person: 'ana' },
  { type: 'person_added', person: 'bo' },
  { type: 'list_created', id: 'bbbbbbbbbbbb', name: 'inbox', owner: 'ana' },
  { type: 'list_created', id: 'cccccccccccc', name: 'secrets', owner: 'bo' },
  { type: 'device_added', id: DEVICE, person: 'ana', name: 'a machine', tokenHash: hashToken(TOKEN) },
];

/** What the clock of every server says: whoever takes a step moves it. */
export interface Clock {
  now: string;
}

export interface Place {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly socket: RawSocket;
  /** What the server called a fault, or could not do. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Starts a server that keeps nothing. */
export async function openPlace(name: string, clock: Clock): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'tock-two-doors-'));
  const credentialsFile = join(folder, 'credentials.json');
  writeFileSync(credentialsFile, JSON.stringify({ device: DEVICE, token: TOKEN }), { mode: 0o600 });
  const faults: string[] = [];
  const journal = await openStore('memory:');
  const fault = (error: unknown) => faults.push(String(error));
  const directory = await Directory.load({
    journal,
    now: () => clock.now,
    identifier: randomIdentifier,
    emit: () => undefined,
    report: fault,
    fault,
  });
  await directory.submit({
    op: `set-up-${DIRECTORY}`,
    by: 'ana',
    fingerprint: '',
    plan: () => success({ changes: people }),
  });
  const server = await createServer({
    journal,
    store: 'memory:',
    version: '0.0.0+two-doors',
    credentialsFile,
    hostNames: [],
    tls: null,
    log: logTo((line) => faults.push(line)),
    now: () => clock.now,
    history: null,
    webhooks: { keyFile: join(folder, 'webhooks.key'), privateTargets: false, waits: usualWaits },
    fault,
  });
  const url = await server.listen('127.0.0.1', 0);
  const socket = connect({ url, token: TOKEN });
  await signedIn(socket);
  return {
    name,
    url,
    token: TOKEN,
    socket,
    faults,
    async close() {
      socket.disconnect();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
