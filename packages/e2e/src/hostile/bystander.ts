/** An honest client beside the hostile ones: it is served all the while, and sees nothing of what they do. */
import { ask, connect, followList, signedIn } from '../client.ts';
import type { Findings } from '../faults/findings.ts';
import type { Server } from '../tockd.ts';
import { until } from '../until.ts';

const LIST = 'honest';
/** However busy the machine is, an honest request has its answer within this time. */
const PATIENCE_MS = 20_000;
/** What one person's clients hear of each other in any case. */
const EXPECTED = ['welcomed', 'list:paged', 'committed', 'heartbeat', 'presence', 'lists:changed'];

export interface Bystander {
  /** The id of its list, and the ids of the todos that are in it. */
  readonly list: string;
  readonly todos: readonly string[];
  readonly epoch: string;
  /** How long each add took, until its commit was there too, in milliseconds. */
  readonly times: readonly number[];
  /** One add: confirmed, and seen. */
  add(): Promise<void>;
  /** Ends it, and says what it saw that it should not have. */
  finish(findings: Findings): void;
}

export async function startBystander(server: Server): Promise<Bystander> {
  const socket = connect(server);
  const heard: string[] = [];
  socket.onAny((event: string) => heard.push(event));
  await signedIn(socket);
  const created = await ask(socket, 'list:create', { op: 'honest-list', name: LIST });
  if (created?.ok !== true) throw new Error('the honest client has no list');
  const { list, epoch } = created.value;
  const reader = connect(server);
  reader.onAny((event: string) => heard.push(event));
  const follower = followList(reader, list);
  await signedIn(reader);
  const todos: string[] = [];
  const times: number[] = [];

  return {
    list,
    todos,
    epoch,
    times,
    async add() {
      const began = performance.now();
      const op = `honest-${times.length + 1}`;
      const outcome = await ask(socket, 'todo:add', { op, list, todos: [{ title: op }] }, PATIENCE_MS);
      if (outcome?.ok !== true) throw new Error(`an honest add was not served: ${JSON.stringify(outcome)}`);
      await until('the commit of an honest add', () => follower.rev === outcome.value.rev, PATIENCE_MS);
      times.push(performance.now() - began);
      todos.push(...outcome.value.todos.map(({ id }) => id));
    },
    finish(findings) {
      socket.disconnect();
      reader.disconnect();
      findings.violated(...follower.violations);
      const strange = heard.filter((event) => !EXPECTED.includes(event));
      if (strange.length > 0) findings.violated(`the honest client heard ${[...new Set(strange)].join(', ')}`);
      const ops = follower.commits.flatMap(({ requests }) => requests.map(({ op }) => op));
      const expected = times.map((_, index) => `honest-${index + 1}`);
      if (ops.join() !== expected.join()) findings.violated(`the honest list has other requests than its own: ${ops}`);
    },
  };
}
