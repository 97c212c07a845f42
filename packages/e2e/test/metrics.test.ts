/** What Prometheus makes of what we tell it, and of the examples that we give. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { root } from '../src/programs.ts';
import { openSandbox } from '../src/sandbox.ts';
import { tock } from '../src/tock.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';

/** What promtool says of an input, or of a file. */
function check(what: string, given: { input?: string; file?: string }) {
  const { input = '', file } = given;
  const words = ['check', what, ...(file === undefined ? [] : [file])];
  const { status, stderr, stdout } = spawnSync('promtool', words, { input, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe.skipIf(!tools.promtool)('with promtool', () => {
  test('the metrics of a server that was used are taken without a complaint', async () => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    expect(await tock(sandbox, ['add', 'milk'], { environment: server.client })).toMatchObject({ code: 0 });
    const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.token}` } });
    expect(response.status).toBe(200);
    const metrics = await response.text();
    expect(metrics).toMatch(/^tock_requests_total\{.*"todo:add".*"ok".*\} 1$/m);
    expect(check('metrics', { input: metrics })).toEqual({ status: 0, said: '' });
  });

  test('the examples of the documents are a configuration and rules', () => {
    const document = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
    const examples = Array.from(document.matchAll(/```yaml\n(.*?)```/gs), ([, text = '']) => text);
    const sandbox = openSandbox(onTestFinished);
    for (const [begins, what] of [
      ['scrape_configs:', 'config'],
      ['groups:', 'rules'],
    ] as const) {
      const example = examples.find((text) => text.startsWith(begins));
      const file = join(sandbox.home, `${what}.yml`);
      // The file of the token is on another machine.
      writeFileSync(file, (example ?? '').replace(/credentials_file: .*/, `credentials_file: ${file}`));
      expect(check(what, { file }), what).toMatchObject({ status: 0 });
    }
  });
});
