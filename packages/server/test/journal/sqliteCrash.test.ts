/** The embedded store against kill -9, a second server, and a disk that fails. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/journal/store.ts';
import { commitOf, everything } from './commits.ts';
import { seed, seededRandom, temporaryFolder } from './fixtures.ts';
import { start } from './processes.ts';

const CYCLES = 25;
// Tracing may be missing, or not allowed in a container.
const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

async function open(path: string) {
  const journal = await openStore(`sqlite:${path}`);
  onTestFinished(() => journal.close());
  return journal;
}

describe('kill -9', () => {
  test(`R1: nothing that was acknowledged is missing after ${CYCLES} kills, and every list is dense (TOCK_SEED=${seed})`, {
    timeout: 120_000,
  }, async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const random = seededRandom(seed);
    const acknowledged = new Map<string, number>();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const program = start('./appender.ts', path);
      await program.printed(1 + Math.floor(random() * 200));
      await program.kill();
      expect(program.stderr.join('')).toBe('');
      for (const line of program.lines) {
        const [list = '', rev] = line.split(' ');
        acknowledged.set(list, Math.max(acknowledged.get(list) ?? 0, Number(rev)));
      }
    }
    const journal = await open(path);
    for (const [list, rev] of acknowledged) {
      const commits = await journal.read(list, 0, everything);
      expect(commits.length).toBeGreaterThanOrEqual(rev);
      expect(commits).toEqual(commits.map((_, index) => commitOf(list, index + 1)));
    }
    expect(acknowledged.size).toBe(4);
  });
});

describe('exclusive use', () => {
  test('a second server is refused with the pid of the first, until kill -9 of the first', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const first = start('./appender.ts', path);
    await first.printed(1);
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({
      name: 'StoreUnusable',
      message: `another tockd (pid ${first.pid}) uses ${path}`,
    });
    await first.printed(first.lines.length + 1);
    await first.kill();
    expect(readFileSync(`${path}.pid`, 'utf8')).toBe(`${first.pid}\n`);
    const journal = await open(path);
    await journal.ping();
    expect(readFileSync(`${path}.pid`, 'utf8')).toBe(`${process.pid}\n`);
  });

  test('a second opening in the same process is refused, and the first keeps its lock', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const journal = await open(path);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(openStore(`sqlite:${path}`)).rejects.toThrow(`another tockd (pid ${process.pid}) uses ${path}`);
    }
    // A lock of the kernel belongs to the process: a slip in the second opening would have dropped the lock of the first.
    const other = start('./appender.ts', path);
    await other.ended;
    expect(other.stderr.join('')).toContain(`another tockd (pid ${process.pid}) uses`);
    expect(await journal.append([commitOf('a', 1)])).toBe('stored');
    await journal.close();
    await (await open(path)).ping();
  });

  test('of two openings at once one succeeds', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const answers = await Promise.allSettled([open(path), open(path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('others may read while the server writes', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const server = start('./appender.ts', path);
    await server.printed(5);
    const reader = new DatabaseSync(path, { readOnly: true });
    onTestFinished(() => reader.close());
    const rows = reader.prepare("SELECT value FROM commits WHERE key = 'a:1'").all();
    expect(rows).toEqual([{ value: `${commitOf('a', 1).h} ${commitOf('a', 1).body}` }]);
  });
});

describe('a disk that fails', { timeout: 60_000 }, () => {
  /** Runs the faulty appender while the kernel answers some of its calls with an error. */
  async function appendUnder(injection: string) {
    const path = join(temporaryFolder(), 'tock.db');
    const program = start('./faultyAppender.ts', path, [
      ...['strace', '-f', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync,pwrite64', '-e', `inject=${injection}`],
      ...['-e', 'signal=none'],
    ]);
    await program.ended;
    expect(program.stderr.join('')).toBe('');
    const answers = program.lines.slice(0, -1);
    const stored = answers.filter((answer) => answer === 'stored').length;
    return { path, answers, stored, read: program.lines.at(-1) };
  }

  test.skipIf(!hasStrace).each(['when=15', 'when=15+'])(
    'R10: an fsync that fails (%s) rejects the append, and everything after it until a restart (needs strace)',
    async (when) => {
      const { path, answers, stored, read } = await appendUnder(`fsync,fdatasync:error=EIO:${when}`);
      expect(answers).toHaveLength(100);
      expect(stored).toBeGreaterThan(0);
      expect(answers.slice(stored).every((answer) => answer === 'JournalFault')).toBe(true);
      expect(answers.length).toBeGreaterThan(stored);
      expect(read).toBe('JournalFault');
      // What was acknowledged is there; of what was not, the first may be.
      const commits = await (await open(path)).read('a', 0, everything);
      expect([stored, stored + 1]).toContain(commits.length);
      expect(commits).toEqual(commits.map((_, index) => commitOf('a', index + 1)));
    },
  );

  test.skipIf(!hasStrace)(
    'R10: a write that fails rejects the append, and everything after it (needs strace)',
    async () => {
      const { path, answers, stored, read } = await appendUnder('pwrite64:error=EIO:when=60');
      expect(answers.slice(stored).every((answer) => answer === 'JournalFault')).toBe(true);
      expect(stored).toBeGreaterThan(0);
      expect(stored).toBeLessThan(100);
      expect(read).toBe('JournalFault');
      expect(await (await open(path)).read('a', 0, everything)).toHaveLength(stored);
    },
  );

  test.skipIf(!hasStrace)(
    'R1: a disk without room answers full, keeps nothing of it, and goes on later (needs strace)',
    async () => {
      const { path, answers, stored, read } = await appendUnder('pwrite64:error=ENOSPC:when=60..70');
      const full = answers.filter((answer) => answer === 'full').length;
      expect(full).toBeGreaterThan(0);
      expect(stored + full).toBe(100);
      expect(answers.lastIndexOf('stored')).toBe(99);
      expect(read).toBe(`${stored} commits`);
      expect(await (await open(path)).read('a', 0, everything)).toHaveLength(stored);
    },
  );

  test.skipIf(!hasStrace)('a disk without room at the first start is named (needs strace)', async () => {
    const path = join(temporaryFolder(), 'tock.db');
    const program = start('./faultyAppender.ts', path, [
      ...['strace', '-f', '-o', '/dev/null', '-e', 'trace=pwrite64', '-e', 'inject=pwrite64:error=ENOSPC:when=1+'],
    ]);
    await program.ended;
    expect(program.stderr.join('')).toContain(`there is no room for the store ${path}`);
  });
});
