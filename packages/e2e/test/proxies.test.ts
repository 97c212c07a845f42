/** tockd behind nginx and Caddy, as docs/proxies has them. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ProxyKind, PUBLIC_NAME, type ReverseProxy, startReverseProxy } from '../src/reverseProxy.ts';
import { openSandbox } from '../src/sandbox.ts';
import { follow, tock, tockJson } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';
import { until } from '../src/until.ts';

interface Asked {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

/** Asks through a proxy; `text` grows as the answer comes. */
function ask({ port, cert }: ReverseProxy, { path, method = 'GET', headers = {}, body }: Asked) {
  const answer = { status: 0, text: '', over: false };
  const asking = request(
    { host: '127.0.0.1', servername: 'localhost', port, ca: readFileSync(cert), path, method, headers, agent: false },
    (response) => {
      answer.status = response.statusCode ?? 0;
      response.setEncoding('utf8').on('data', (text: string) => {
        answer.text += text;
      });
      response.on('close', () => {
        answer.over = true;
      });
    },
  );
  asking.on('error', (error) => {
    answer.text += error.message;
    answer.over = true;
  });
  onTestFinished(() => void asking.destroy());
  asking.end(body);
  return answer;
}

/** A server that only says what reached it, and streams what it is told to. */
async function openStub() {
  const seen: IncomingHttpHeaders[] = [];
  const streams: ServerResponse[] = [];
  const server = createServer((incoming, response) => {
    seen.push(incoming.headers);
    if (incoming.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams.push(response);
      return;
    }
    let bytes = 0;
    incoming.on('data', (part: Buffer) => {
      bytes += part.length;
    });
    incoming.on('end', () => response.end(String(bytes)));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return { port, seen, streams };
}

describe.each<ProxyKind>(['nginx', 'caddy'])('%s', (kind) => {
  describe.skipIf(!tools[kind] || !tools.openssl)('is here', () => {
    test('R4: commands and a stream work through it, and its restart loses and repeats no revision', async () => {
      const sandbox = openSandbox(onTestFinished);
      const server = await startServer(sandbox, { words: ['--allow-host', PUBLIC_NAME] });
      const proxy = await startReverseProxy(sandbox, kind, server.port);
      const environment = { ...server.client, TOCK_SERVER: proxy.url, NODE_EXTRA_CA_CERTS: proxy.cert };
      const { epoch } = await tockJson<{ epoch: string }>(sandbox, ['add', 'todo 1'], { environment });
      expect(await tockJson<unknown[]>(sandbox, ['ls'], { environment })).toHaveLength(1);
      const stream = follow(sandbox, ['watch', '--json', '--since', `${epoch}:0`], { environment });
      await stream.line((line) => line.includes('todo 1'));
      for (const round of [2, 4]) {
        await proxy.stop();
        // Certainly not stored, or through another door.
        expect(await tock(sandbox, ['add', '--timeout', '1s', 'nowhere'], { environment })).toMatchObject({ code: 3 });
        await tock(sandbox, ['add', `todo ${round}`], { environment: server.client });
        await proxy.start();
        await stream.line((line) => line.includes(`todo ${round}`), 20_000);
        expect(await tock(sandbox, ['add', `todo ${round + 1}`], { environment })).toMatchObject({ code: 0 });
        await stream.line((line) => line.includes(`todo ${round + 1}`));
      }
      expect(stream.lines.map((line) => JSON.parse(line).rev)).toEqual([1, 2, 3, 4, 5]);
    });

    test('R4: the events of a list arrive through it as they are committed', async (context) => {
      const sandbox = openSandbox(onTestFinished);
      const server = await startServer(sandbox, { words: ['--allow-host', PUBLIC_NAME] });
      const proxy = await startReverseProxy(sandbox, kind, server.port);
      const headers = { host: PUBLIC_NAME, authorization: `Bearer ${server.token}`, accept: 'text/event-stream' };
      const events = ask(proxy, { path: '/v1/lists/inbox/events', headers });
      await until('an answer', () => events.status !== 0, 20_000);
      if (events.status === 404) context.skip('this server has no events yet');
      expect(events.status).toBe(200);
      for (const title of ['first of two', 'second of two']) {
        expect(await tock(sandbox, ['add', title], { environment: server.client })).toMatchObject({ code: 0 });
        await until(title, () => events.text.includes(title));
      }
    });

    test('the name that was asked for reaches tockd, which refuses others', async () => {
      const sandbox = openSandbox(onTestFinished);
      const server = await startServer(sandbox, { words: ['--allow-host', PUBLIC_NAME] });
      const proxy = await startReverseProxy(sandbox, kind, server.port);
      const hello = ask(proxy, { path: '/hello', headers: { host: PUBLIC_NAME } });
      const foreign = ask(proxy, { path: '/hello', headers: { host: PUBLIC_NAME, origin: 'https://evil.example' } });
      await until('both answers', () => hello.over && foreign.over);
      expect([hello.status, foreign.status]).toEqual([200, 403]);
    });

    test('what is refused is refused in the words of tockd: too large a body, a token that nobody knows, an Upgrade', async () => {
      const sandbox = openSandbox(onTestFinished);
      const server = await startServer(sandbox, { words: ['--allow-host', PUBLIC_NAME] });
      const proxy = await startReverseProxy(sandbox, kind, server.port);
      const headers = { host: PUBLIC_NAME, 'content-type': 'application/json' };
      const body = Buffer.alloc(7 * 1024 * 1024, ' ');
      const path = '/v1/lists/inbox/todos';
      for (const [token, status, code] of [
        [server.token, 413, 'too_large'],
        ['tock_wrong', 401, 'unauthenticated'],
      ] as const) {
        const answers = Array.from({ length: 4 }, () =>
          ask(proxy, { path, method: 'POST', headers: { ...headers, authorization: `Bearer ${token}` }, body }),
        );
        await until('the answers', () => answers.every(({ over }) => over), 20_000);
        for (const answer of answers) {
          expect(answer).toMatchObject({ status });
          expect(JSON.parse(answer.text)).toMatchObject({ code });
        }
      }
      // As the HTTP client of Java offers it with each request.
      const offered = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAoAAA' };
      const plain = ask(proxy, {
        path: '/v1/lists',
        headers: { host: PUBLIC_NAME, authorization: `Bearer ${server.token}`, ...offered },
      });
      await until('the answer', () => plain.over, 20_000);
      expect(plain.status).toBe(200);
    });

    test('what is sent arrives at once; large requests pass; nobody says for himself where he comes from', async () => {
      const sandbox = openSandbox(onTestFinished);
      const stub = await openStub();
      const proxy = await startReverseProxy(sandbox, kind, stub.port);
      const events = ask(proxy, { path: '/events', headers: { host: PUBLIC_NAME, 'x-forwarded-for': '192.0.2.7' } });
      await until('the stream to begin', () => stub.streams.length === 1);
      // Each is sent only when the one before has come: in a buffer it would stay for ever.
      for (const number of [1, 2, 3]) {
        stub.streams[0]?.write(`data: ${number}\n\n`);
        await until(`event ${number}`, () => events.text.includes(`data: ${number}\n\n`));
      }
      expect(stub.seen.at(-1)).toMatchObject({ host: PUBLIC_NAME, 'x-forwarded-for': '127.0.0.1' });
      const body = Buffer.alloc(7 * 1024 * 1024, 'x');
      const large = ask(proxy, { path: '/', method: 'POST', headers: { host: PUBLIC_NAME }, body });
      await until('the answer', () => large.over, 20_000);
      expect(large).toMatchObject({ status: 200, text: String(body.length) });
    });
  });
});
