import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSandbox } from '../src/sandbox.ts';
import { startServer } from '../src/tockd.ts';
import { tools } from '../src/tools.ts';
import { runInShell } from '../src/transcripts/shell.ts';
import { inWordsOf, readTranscript } from '../src/transcripts/transcript.ts';

const folder = join(import.meta.dirname, 'transcripts');
const transcripts = readdirSync(folder).filter((file) => file.endsWith('.sh-session'));

describe.skipIf(!tools.curl)('with curl and jq', () => {
  test.each(transcripts)('%s says what a real tockd says', async (file) => {
    const sandbox = openSandbox(onTestFinished);
    const server = await startServer(sandbox);
    // As docs/rest.md says: a token has no place on a command line.
    writeFileSync(join(sandbox.home, 'authorization'), `Authorization: Bearer ${server.token}\n`, { mode: 0o600 });
    const steps = readTranscript(readFileSync(join(folder, file), 'utf8'));
    const answers = await runInShell(
      sandbox,
      steps.map(({ command }) => command),
      { tock_server: server.url },
    );
    const known = new Map<string, string>();
    const inWords = (said: (index: number) => readonly string[]) =>
      steps.map(({ command, line }, index) => `${file}:${line}\n$ ${command}\n${said(index).join('\n')}`).join('\n\n');
    expect(inWords((index) => inWordsOf(steps[index]?.output ?? [], answers[index] ?? [], known))).toBe(
      inWords((index) => steps[index]?.output ?? []),
    );
  });
});

test('a transcript that says something else than the server is found', () => {
  const known = new Map<string, string>();
  const told = (expected: string, answered: string) => inWordsOf([expected], [answered], known).join() === expected;
  expect(told('{"id":"<id of milk>","at":"<date>"}', '{"id":"bcdfghjklmnp","at":"2026-12-01T10:00:00.000Z"}')).toBe(
    true,
  );
  expect(told('<id of milk> <id of bread>', 'bcdfghjklmnp bcdfghjklmnq')).toBe(true);
  expect(told('<id of bread>', 'bcdfghjklmnp')).toBe(false);
  expect(told('<id>', 'bcdfghjklmn1')).toBe(false);
  expect(told('<?after=<any>>; rel="next"', '<?after=a1>; rel="next"')).toBe(true);
  expect(told('{"rev":1}', '{"rev":2}')).toBe(false);
});
