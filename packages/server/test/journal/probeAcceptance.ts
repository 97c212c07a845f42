/** What a probe has to do on every backend: prove that writes work, and leave no trace in any history. */
import { expect, test } from 'vitest';
import { commitOf, everything } from './commits.ts';
import { open, type Prepare } from './testStore.ts';

export function probeAcceptance(prepare: Prepare): void {
  test('R10: a probe is a write, and no list, snapshot or identity is another one for it', async () => {
    const journal = await open(prepare());
    await journal.append([commitOf('probe', 1)]);
    await journal.writeSnapshot('probe', { rev: 1, h: commitOf('probe', 1).h, chunks: ['chunk'] });
    for (let times = 0; times < 3; times += 1) expect(await journal.probe()).toBe('stored');
    expect(await journal.read('probe', 0, everything)).toEqual([commitOf('probe', 1)]);
    expect(await journal.readSnapshot('probe')).toMatchObject({ rev: 1, chunks: ['chunk'] });
    expect(await journal.append([commitOf('probe', 2)])).toBe('stored');
    await journal.ping();
  });
}
