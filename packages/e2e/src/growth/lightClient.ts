/** A client that costs next to nothing: a bare WebSocket that speaks as much of Socket.IO as many readers at once need. */
import { PROTOCOL } from '@tock/shared';

/** What a request is answered with, as far as measuring looks at it. */
export interface Answered {
  ok: boolean;
  value: { rev: number; h: string; epoch: string; list: { id: string } };
  problem?: { code: string; message: string };
}

export interface LightClient {
  /** Sends a request and answers with its outcome. Rejects when the connection ends first. */
  ask(event: string, payload: object): Promise<Answered>;
  /** Calls `listener` with each fact of this name: its payload, and the text that it came as. */
  on(event: string, listener: (payload: Fact) => void): void;
  readonly closed: Promise<void>;
  readonly open: boolean;
  close(): void;
}

/** The members of facts that measuring looks at. */
interface Fact {
  list: string;
  rev: number;
  h: string;
  last?: boolean;
}

/** Where a server is and how to sign in there. */
export interface Place {
  url: string;
  token: string;
}

/** Signs in. Rejects when the server will not have it. */
export async function dial({ url, token }: Place): Promise<LightClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const answers = new Map<number, (answered: Answered) => void>();
  const listeners = new Map<string, (fact: Fact) => void>();
  const closed = Promise.withResolvers<void>();
  const signedIn = Promise.withResolvers<void>();
  let last = 0;
  socket.onclose = () => {
    closed.resolve();
    signedIn.reject(new Error('the connection ended before it was signed in'));
  };
  socket.onmessage = ({ data }: { data: unknown }) => {
    const text = String(data);
    if (text === '2') return socket.send('3');
    if (text.startsWith('0'))
      return socket.send(`40${JSON.stringify({ token, protocol: PROTOCOL, client: 'growth' })}`);
    if (text.startsWith('43')) {
      const begin = text.indexOf('[');
      const id = Number(text.slice(2, begin));
      const [answered]: [Answered] = JSON.parse(text.slice(begin));
      answers.get(id)?.(answered);
      answers.delete(id);
    } else if (text.startsWith('42["welcomed"')) signedIn.resolve();
    else if (text.startsWith('42')) {
      const listener = listeners.get(text.slice(4, text.indexOf('"', 4)));
      // What nobody listens to is not even parsed.
      if (listener !== undefined) listener(JSON.parse(text.slice(2))[1]);
    } else if (text.startsWith('44')) signedIn.reject(new Error(text));
  };
  await signedIn.promise;
  return {
    ask: (event, payload) =>
      new Promise((resolve, reject) => {
        last += 1;
        answers.set(last, resolve);
        void closed.promise.then(() => reject(new Error(`the connection ended before ${event} was answered`)));
        socket.send(`42${last}${JSON.stringify([event, payload])}`);
      }),
    on: (event, listener) => listeners.set(event, listener),
    closed: closed.promise,
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    close: () => socket.close(),
  };
}

/** Opens a list and takes all of its pages; answers with where it stands. Rejects when it is cut before the last. */
export async function openList(client: LightClient, request: object): Promise<Answered> {
  const last = new Promise<void>((resolve) => {
    client.on('list:paged', (page) => {
      if (page.last === true) resolve();
    });
  });
  const answered = await client.ask('list:open', request);
  if (!answered.ok) throw new Error(`the list does not open: ${answered.problem?.message}`);
  const cut = client.closed.then(() => {
    throw new Error('the connection ended before the list was open');
  });
  await Promise.race([last, cut]);
  return answered;
}
