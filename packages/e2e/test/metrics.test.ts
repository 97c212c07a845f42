/** What Prometheus makes of what we tell it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { root } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';

describe.skipIf(!tools.promtool)('with promtool', () => {
  test('the metrics of a server that was used are taken without a complaint', async (context) => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    expect(await tock(sandbox, ['add', 'milk'], { environment: server.client })).toMatchObject({ code: 0 });
    const response = await fetch(`${server.url}/metrics`);
    if (response.status === 404) context.skip('this server has no /metrics yet');
    expect(response.status).toBe(200);
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: await response.text(), encoding: 'utf8' });
    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', '']);
  });

  const folder = join(root, 'docs', 'prometheus');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  test.skipIf(files.length === 0)('the examples in the documents are rules and configurations', () => {
    for (const file of files) {
      const kind = /rules|alerts/.test(file) ? 'rules' : 'config';
      const checked = spawnSync('promtool', ['check', kind, join(folder, file)], { encoding: 'utf8' });
      expect([file, checked.status, checked.stderr]).toEqual([file, 0, '']);
    }
  });
});
