/** What the documents name exists: an alert on a series that nobody has never fires. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connect, startServer } from './doors/fixtures.ts';

const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

test('every series that an alert names is told by /metrics', async () => {
  const server = await startServer();
  await connect(server);
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const told = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const expressions = [...operations.matchAll(/^ +expr: (.+)$/gm)].map(([, expression]) => expression ?? '');
  expect(expressions.length).toBeGreaterThan(5);
  for (const expression of expressions) {
    const named = [...expression.matchAll(/\b(?:tock|process)_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
    for (const name of named) expect(told.has(name), `${name} in ${expression}`).toBe(true);
  }
});
