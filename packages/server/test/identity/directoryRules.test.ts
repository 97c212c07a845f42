/** A directory of any size goes into a snapshot in chunks and comes back as it was. */
import { DirectoryState } from '@tock/shared';
import { expect, test } from 'vitest';
import { directoryRules } from '../../src/identity/directoryRules.ts';

/** A directory with so many lists. */
function directoryOf(lists: number): DirectoryState {
  const state = new DirectoryState();
  for (const person of ['ana', 'bo']) state.people.add(person);
  state.putDevice({ id: 'laptop', person: 'ana', name: 'this machine', tokenHash: 'hash' });
  for (let index = 0; index < lists; index += 1) {
    const entry = { id: `id${index}`, name: `list ${index}`, owner: index % 2 === 0 ? 'ana' : 'bo' };
    state.putList(index % 3 === 0 ? { ...entry, archived: true } : entry);
  }
  const webhook = { list: 'id1', url: 'https://example.com/', key: 'k', since: { epoch: 'e', rev: 2, h: 'h' } };
  const made = { ...webhook, by: 'bo', at: '2026-11-01T08:00:00Z' };
  state.putWebhook({ ...made, id: 'one', description: 'to the chat' });
  state.putWebhook({ ...made, id: 'two', stopped: { at: made.at, reason: 'gone', message: 'it said 410' } });
  return state;
}

/** Everything that a directory is asked for. */
const contents = ({ people, devices, devicesByToken, lists, webhooks }: DirectoryState) => ({
  people: [...people],
  devices: [...devices],
  devicesByToken: [...devicesByToken],
  lists: [...lists],
  webhooks: [...webhooks],
});

test('R8: a directory of 2,500 lists is chunks of a thousand entries at most, and the same when it is read again', async () => {
  const state = directoryOf(2_500);
  const chunks = [...directoryRules.freeze(state)];
  const sizes = chunks.map((chunk) =>
    Object.values(JSON.parse(chunk)).reduce((sum: number, entries) => sum + lengthOf(entries), 0),
  );
  expect(sizes).toEqual([2, 1, 1_000, 1_000, 500, 2]);
  const thawed = await directoryRules.thaw(chunks);
  expect(contents(thawed)).toEqual(contents(state));
  expect(thawed.listNamed('bo', 'LIST 2499')?.id).toBe('id2499');
  expect(thawed.webhooksOf('id1')).toEqual(state.webhooksOf('id1'));
});

function lengthOf(entries: unknown): number {
  return Array.isArray(entries) ? entries.length : 0;
}

test('R8: a snapshot is the directory as it was when it was frozen, though it goes on while the chunks are made', async () => {
  const state = directoryOf(1_500);
  const before = contents(state);
  const chunks = directoryRules.freeze(state)[Symbol.iterator]();
  const made = [chunks.next().value ?? ''];
  state.people.add('eve');
  state.putList({ id: 'id1400', name: 'renamed', owner: 'ana' });
  state.putList({ id: 'later', name: 'later', owner: 'ana' });
  for (let next = chunks.next(); next.done !== true; next = chunks.next()) made.push(next.value);
  expect(contents(await directoryRules.thaw(made))).toEqual(before);
});

test('a snapshot of an early tock, which is one chunk, is read', async () => {
  const state = directoryOf(3);
  for (const webhook of state.webhooksOf('id1')) state.removeWebhook(webhook);
  const { people, devices, lists } = state;
  const early = JSON.stringify({ people: [...people], devices: [...devices.values()], lists: [...lists.values()] });
  expect(contents(await directoryRules.thaw([early]))).toEqual(contents(state));
});

test('R10: a snapshot that is damaged gives no directory, never an empty one', async () => {
  for (const chunks of [
    [],
    ['[]'],
    ['{"people":["ana"]}', '{"lists":[{}]}'],
    ['{"people":["ana"],"more":1}'],
    ['{"people"'],
  ]) {
    await expect(directoryRules.thaw(chunks)).rejects.toThrow();
  }
});
