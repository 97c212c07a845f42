import { expect, onTestFinished, test } from 'vitest';
import { connect, followList } from '../src/client.ts';
import { report } from '../src/measure.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { until } from '../src/until.ts';

const FOLLOWERS = 200;

test(`R4: ${FOLLOWERS} followers of a server that is killed are all back, without a gap`, async () => {
  const sandbox = openSandbox(onTestFinished);
  let server = await startServer(sandbox);
  const followers = Array.from({ length: FOLLOWERS }, () => {
    const socket = connect(server, { again: true });
    sandbox.atEnd(() => void socket.disconnect());
    return followList(socket, 'inbox');
  });
  for (let rev = 1; rev <= 3; rev += 1) {
    expect(await tock(sandbox, ['add', `todo ${rev}`], { environment: server.client })).toMatchObject({ code: 0 });
    await until('everybody to have it', () => followers.every((follower) => follower.rev === rev), 20_000);
    await server.end('SIGKILL');
    server = await server.again();
    const started = performance.now();
    const late = tock(sandbox, ['ls', '-q'], { environment: server.client });
    expect(await late).toMatchObject({ code: 0 });
    report(`a command beside ${FOLLOWERS} followers that come back`, `${(performance.now() - started).toFixed(0)} ms`);
  }
  expect(followers.flatMap(({ violations }) => violations)).toEqual([]);
});
