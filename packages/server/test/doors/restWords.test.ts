/** Words over HTTP: what people would type, a line each, all or none; with dates in the zone that is said. */
import { expect, test } from 'vitest';
import { startServer } from './fixtures.ts';
import { addLines, call, faultsOf } from './restFixtures.ts';

const TODOS = '/v1/lists/inbox/todos';

test('lines are todos, as `tock add` reads them; blank ones are passed over', async () => {
  const server = await startServer();
  const added = await addLines(server, '\r\nbuy milk +home due:2026-12-01\r\n\n  pri:A call  \n-- +not a tag\n');
  expect(added).toMatchObject({ status: 201, body: { rev: 1, todos: [{ n: 1 }, { n: 2 }, { n: 3 }] } });
  const { todos } = (await call(server, 'GET', TODOS)).body;
  expect(todos).toMatchObject([
    { title: 'buy milk', tags: ['home'], due: '2026-12-01' },
    { title: 'call', pri: 'A' },
    { title: '+not a tag' },
  ]);
  // Several have no address and no tag; one has both.
  expect(added.headers).not.toHaveProperty('location');
  expect(await addLines(server, 'one\n')).toMatchObject({
    headers: { location: expect.stringMatching(/\/todos\/\w{12}$/), etag: expect.any(String) },
  });
});

test('one bad line refuses all and is named by its number, blank lines counted', async () => {
  const server = await startServer();
  for (const [text, detail] of [
    ['milk\ndue:neverday eggs\nbread', 'line 2: '],
    ['\n\nmilk\n\n pri:urgent eggs', 'line 5: '],
    ['milk\n+home', 'line 2: '],
    [`milk\n${'x'.repeat(20_000)}`, 'line 2: '],
    ['milk\neggs list:work', 'line 2: list:work is another list than the address'],
    ['milk\n\u202eeggs', 'line 2: '],
    ['due:neverday eggs\n\n', ''],
  ] as const) {
    const answer = await addLines(server, text);
    expect(answer, text.slice(0, 50)).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(answer.body.detail.startsWith(detail), answer.body.detail).toBe(true);
    expect(answer.body.detail).not.toContain('\u202e');
    if (detail === '') expect(answer.body.detail).not.toMatch(/^line/);
  }
  for (const text of ['', '\n \n', '\t']) expect(await addLines(server, text)).toMatchObject({ status: 400 });
  expect((await call(server, 'GET', '/v1/lists/inbox')).body.rev).toBe(0);
  expect(await addLines(server, 'milk list:INBOX')).toMatchObject({ status: 201 });
  // By whichever of its names: it is the list that counts.
  const { id, owner } = (await call(server, 'GET', '/v1/lists/inbox')).body;
  for (const [address, name] of [
    [id, 'inbox'],
    ['inbox', `${owner}/inbox`],
  ])
    expect(
      await call(server, 'POST', `/v1/lists/${address}/todos`, {
        headers: { 'content-type': 'text/plain' },
        body: `eggs list:${name}`,
      }),
    ).toMatchObject({ status: 201 });
});

test('dates are meant in the zone that is said, and in UTC without one', async () => {
  const server = await startServer();
  const dayIn = (timeZone: string) => new Intl.DateTimeFormat('sv', { timeZone }).format(new Date());
  for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
    const before = dayIn(timeZone);
    const added = await call(server, 'POST', TODOS, { body: { text: 'milk due:today', timeZone } });
    const { due } = (await call(server, 'GET', added.headers.location ?? '')).body;
    expect([before, dayIn(timeZone)]).toContain(due);
    const edited = await call(server, 'PATCH', added.headers.location ?? '', { body: { text: 'due:17:00', timeZone } });
    expect(edited.status).toBe(200);
  }
  for (const timeZone of ['', 'Berlin', 1, null, '__proto__', 'x'.repeat(1_000)])
    expect(await call(server, 'POST', TODOS, { body: { text: 'milk', timeZone } })).toMatchObject({ status: 400 });
});

test('R7: the same words with the same key are the same request, whatever day it is by then', async () => {
  const server = await startServer();
  const headers = { 'idempotency-key': 'k' };
  const first = await call(server, 'POST', TODOS, {
    headers,
    body: { text: 'milk due:today', timeZone: 'Pacific/Kiritimati' },
  });
  const again = await call(server, 'POST', TODOS, {
    headers,
    body: { text: 'milk due:today', timeZone: 'Pacific/Pago_Pago' },
  });
  expect(again.text).toBe(first.text);
  expect(await call(server, 'POST', TODOS, { headers, body: { text: 'milk due:tomorrow' } })).toMatchObject({
    status: 422,
  });
});

test('words that are millions are refused before they are read, and others are served meanwhile', {
  timeout: 60_000,
}, async () => {
  const server = await startServer();
  await addLines(server, 'milk');
  const megabytes = 5 * 1024 * 1024;
  for (const [text, status, code] of [
    ['x\n'.repeat(megabytes / 2), 413, 'too_large'],
    ['due:fri '.repeat(megabytes / 8), 400, 'invalid'],
    ['x '.repeat(megabytes / 2), 400, 'invalid'],
    [' '.repeat(megabytes), 400, 'invalid'],
  ] as const) {
    const began = performance.now();
    const headers = { 'content-type': 'text/plain' };
    const tries = [
      call(server, 'POST', TODOS, { headers, body: text }),
      call(server, 'PATCH', `${TODOS}/1`, { headers, body: text }),
    ];
    const [added, edited] = await Promise.all(tries);
    expect(added, text.slice(0, 20)).toMatchObject({ status, body: { code } });
    expect(edited).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(performance.now() - began).toBeLessThan(5_000);
  }
  // As many as may be take their time; nobody waits for all of it.
  const many = addLines(server, 'milk +home due:fri pri:high\n'.repeat(10_000));
  let longest = 0;
  let last = performance.now();
  const clock = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  expect(await many).toMatchObject({ status: 201, body: { rev: 2 } });
  clearInterval(clock);
  // What is left is one commit of ten thousand todos.
  expect(longest).toBeLessThan(2_000);
  expect(faultsOf(server)).toEqual([]);
});
